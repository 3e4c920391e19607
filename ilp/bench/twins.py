"""The cells of every family by a second engine: one hand-written DuckDB statement each, `duck/<family>.sql`.

`duck/anak.sql` is `create or replace table cells_anak as …` and gives the columns of `pws_anakcell` (desa_id,
period, posyandu_id and the counts) with the same values. It reads records only, under the names of their
tables in PostgreSQL (`posyandu_visit`, `puskesmas_person`, …): a table that a file names is brought over
with those columns that any file names, so that `select v.*` has the columns which are written somewhere.
Small integers become INTEGER, jsonb JSON, bytea VARCHAR, arrays lists; everything else keeps its type, and
times are UTC. Besides there are `number (code, value JSON)`, the shipped clinical numbers, the ICD-10 codes
and flags of each disease, and `{first}` and `{last}`, the months of the window.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from types import TracebackType
from typing import Any, Self

import duckdb
from django.db import connection

HERE = Path(__file__).parent / "duck"
FAMILIES = ("balita", "penduduk", "anak", "ibu", "kronis", "temuan", "warga", "disease", "quality", "digits")
# Reference data that both engines read.
_REFERENCE = {
    "pws_shippednumber": ("number", {"code": "VARCHAR", "value": "JSON"}),
    "pws_diseasespan": ("", {"disease": "VARCHAR", "low": "VARCHAR", "high": "VARCHAR"}),
    "pws_diseaseflag": ("", {"disease": "VARCHAR", "code": "VARCHAR"}),
}

# How PostgreSQL writes CSV; an empty text is no null.
_AS_WRITTEN = (
    """header = true, delim = ',', quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false"""
)
Cell = tuple[Any, ...]
_KEY = (
    "desa_id", "period", "posyandu_id", "sex", "age_band", "source", "disease", "recorder_id", "tool",
)  # fmt: skip
# Tables that are not called after their family.
_TABLES = {"quality": "pws_qualitymonth", "digits": "pws_qualitydigit"}

_TYPES = {
    "bool": "BOOLEAN", "bytea": "VARCHAR", "date": "DATE", "float8": "DOUBLE", "int2": "INTEGER",
    "int4": "INTEGER", "int8": "BIGINT", "jsonb": "JSON", "text": "VARCHAR", "time": "TIME",
    "timestamptz": "TIMESTAMPTZ", "uuid": "UUID", "varchar": "VARCHAR",
}  # fmt: skip


def table_of(family: str) -> str:
    """The table that a family is counted in."""
    return _TABLES.get(family, f"pws_{family}cell")


@cache
def text_of(family: str) -> str:
    """The statement as it is written, without its comments."""
    return re.sub(r"--.*", "", (HERE / f"{family}.sql").read_text())


class Twins:
    """The records of this database in DuckDB, on two threads. `with Twins() as twins: …`"""

    def __init__(self) -> None:
        self.duck = duckdb.connect()
        self.duck.execute("set threads = 2")
        self.duck.execute("set TimeZone = 'UTC'")
        with connection.cursor() as cursor:
            cursor.execute("select first_period, last_period from base_window")
            self.window = dict(zip(("{first}", "{last}"), map(str, cursor.fetchone()), strict=True))
        words = set(re.findall(r"\w+", " ".join(map(text_of, FAMILIES))))
        with TemporaryDirectory() as folder:
            for table, columns in _wanted(words).items():
                self._bring(table, columns, Path(folder) / "rows.csv")
            for table, (name, columns) in _REFERENCE.items():
                self._bring(table, columns, Path(folder) / "rows.csv", name)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.duck.close()

    def compute(self, family: str) -> float:
        """Count the cells of a family; returns the seconds it took."""
        statement = text_of(family)
        for mark, month in self.window.items():
            statement = statement.replace(mark, month)
        began = perf_counter()
        self.duck.execute(statement)
        return perf_counter() - began

    def differences(self, family: str, table: str) -> Counter[str]:
        """How many `cells` of a table are not as DuckDB has them, and in what: columns, or the whole row."""
        key, counts = _columns_of(table)
        names = ", ".join(map(_compared, (*key, *counts)))
        theirs = _by_key(self.duck.execute(f"select {names} from cells_{family}").fetchall(), len(key))
        with connection.cursor() as cursor:
            cursor.execute(f"select {names} from {table}")
            ours = _by_key(cursor.fetchall(), len(key))
        found: Counter[str] = Counter()
        for cell in ours.keys() | theirs.keys():
            one, other = ours.get(cell), theirs.get(cell)
            if one is None or other is None:
                found.update(("cells", "only PostgreSQL" if one else "only DuckDB"))
            elif one != other:
                found.update(("cells", *(n for n, a, b in zip(counts, one, other, strict=True) if a != b)))
        return found

    def _bring(self, table: str, types: dict[str, str], path: Path, name: str = "") -> None:
        """A table of PostgreSQL with these columns, as a file between."""
        columns = ", ".join(
            f'array_to_json("{column}") as "{column}"' if kind.endswith("[]") else f'"{column}"'
            for column, kind in types.items()
        )
        with (
            connection.cursor() as cursor,
            path.open("wb") as out,
            cursor.copy(f"copy (select {columns} from {table}) to stdout (format csv, header)") as rows,
        ):
            for block in rows:
                out.write(block)
        self.duck.execute(
            f"create table {name or table} as"
            f" select * from read_csv('{path}', types = {types!r}, {_AS_WRITTEN})"
        )


def _compared(name: str) -> str:
    """A time in microseconds: the two engines give times back as different things."""
    return f'(extract(epoch from "{name}") * 1000000)::bigint' if name.endswith("_at") else f'"{name}"'


def _by_key(rows: list[Cell], size: int) -> dict[Cell, Cell]:
    return {row[:size]: row[size:] for row in rows}


def _columns_of(table: str) -> tuple[list[str], list[str]]:
    """Key and counts of cells, live or staged: what is a number of people comes after the place."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 order by attnum",
            [table],
        )
        names = [name for (name,) in cursor.fetchall()]
    key = [name for name in names if name in _KEY]
    return key, [name for name in names if name not in key]


def _wanted(words: set[str]) -> dict[str, dict[str, str]]:
    """Tables of records among the words, each with those of its columns that are among them too."""
    found: dict[str, dict[str, str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name, column_name, udt_name, numeric_precision, numeric_scale"
            " from information_schema.columns where table_schema = 'public'"
            " and table_name ~ '^(posyandu|puskesmas)_' order by table_name, ordinal_position"
        )
        for table, column, kind, precision, scale in cursor.fetchall():
            if table in words and column in words:
                found.setdefault(table, {})[column] = _type(kind, precision, scale)
    return found


def _type(kind: str, precision: int | None, scale: int | None) -> str:
    if kind.startswith("_"):
        return f"{_TYPES[kind[1:]]}[]"
    if kind == "numeric":
        return f"DECIMAL({precision},{scale})" if precision else "DOUBLE"
    return _TYPES[kind]
