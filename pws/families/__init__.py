"""Families of facts: wide tables of person-months, made by SQL from declarations (decision 0021).

A family is a pair of files: `<name>.py` names its columns, `<name>.sql` is one statement that finds the rows.
The table of facts `pws_<name>month`, that of cells `pws_<name>cell`, the refresh of one desa-month and the
full rebuild come from the pair. `{{one: …}}` is text of the refresh only, `{{all: …}}` of the rebuild only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).parent
_MARK = re.compile(r"\{\{(one|all): (.*?)\}\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Family:
    """One family. `columns`: conditions with their meaning, in the order of the table."""

    name: str
    subject: str
    """What a row is about, in words; its key is the column `subject`."""
    columns: Mapping[str, str]
    text: str
    numbers: str = ""
    """Table of clinical numbers by `spans` of months, one row of which the statement knows as `era`."""
    concerns: str = ""
    """A condition on the people `who`: where it is false they can have no fact in month `p`. May be empty."""

    @property
    def facts(self) -> str:
        """Table of the facts."""
        return f"pws_{self.name}month"

    @property
    def cells(self) -> str:
        """Table of the cells."""
        return f"pws_{self.name}cell"

    def of_key(self) -> str:
        """The statement for desa `d` and month `p`."""
        return self._only("one")

    def of_all(self) -> str:
        """The statement for half `:half` of the subjects and all months of the window."""
        return self._only("all")

    def _only(self, kind: str) -> str:
        return _MARK.sub(lambda m: m[2] if m[1] == kind else "", self.text)


@cache
def families() -> dict[str, Family]:
    """Every family by its name, in the order of the names."""
    found = {}
    for path in sorted(HERE.glob("*.sql")):
        declared = import_module(f"{__name__}.{path.stem}")
        more = getattr(declared, "NUMBERS", ""), getattr(declared, "CONCERNS", "")
        found[path.stem] = Family(path.stem, declared.SUBJECT, declared.COLUMNS, path.read_text(), *more)
    return found
