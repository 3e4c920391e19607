#!/usr/bin/env python
"""Django's commands, with the database started for them when it is not running. `make manage` says more."""

import sys

from ilp.embedded.manage import main

if __name__ == "__main__":
    main(sys.argv)
