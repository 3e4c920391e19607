"""`make bench`: every budget in one run on one machine, as a ratio or a count where one can be had."""
