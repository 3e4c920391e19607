"""Columns of numpy arrays to text, and text to PostgreSQL by COPY: one statement per table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

Words = NDArray[np.object_]
Texts = Sequence[str] | Words
Columns = Mapping[str, Texts]
NULL = "\\N"
CHUNK = 20_000
MINUTES_A_DAY = 24 * 60


def texts(values: NDArray[Any], form: Callable[[Any], str] = str) -> NDArray[np.object_]:
    """Each value as text; equal values are formed once. NaN becomes null."""
    distinct, inverse = np.unique(values, return_inverse=True)
    formed = [NULL if value != value else form(value) for value in distinct.tolist()]
    column: NDArray[np.object_] = np.array(formed, dtype=object)[inverse]
    return column


def or_null(column: NDArray[np.object_], is_null: NDArray[np.bool_]) -> NDArray[np.object_]:
    """The column with nulls where they are said to be."""
    return np.where(is_null, NULL, column).astype(object)


def booleans(values: NDArray[np.bool_]) -> NDArray[np.object_]:
    words: NDArray[np.object_] = np.array(["f", "t"], dtype=object)[values.astype(int)]
    return words


def days(values: NDArray[np.int64]) -> NDArray[np.object_]:
    """Day numbers as dates."""
    return texts(values, lambda day: str(np.datetime64(day, "D")))


def minutes(values: NDArray[np.int64]) -> list[str]:
    """Minutes since 1970 in UTC as instants."""
    return [f"{text}Z" for text in np.datetime_as_string(values.astype("datetime64[m]")).tolist()]


def same(text: str, count: int) -> list[str]:
    return [text] * count


def uuids(rng: np.random.Generator, minute: NDArray[np.int64]) -> list[str]:
    """UUIDv7 made at these minutes, with random bits from the seed, as 32 hexadecimal digits."""
    count = len(minute)
    raw = rng.integers(0, 256, (count, 16), dtype=np.uint8)
    stamps = (minute * 60_000 + rng.integers(0, 60_000, count)).astype(">u8")
    raw[:, :6] = stamps.view(np.uint8).reshape(count, 8)[:, 2:]
    raw[:, 6] = (raw[:, 6] & 0x0F) | 0x70
    raw[:, 8] = (raw[:, 8] & 0x3F) | 0x80
    digits = raw.tobytes().hex()
    return [digits[start : start + 32] for start in range(0, len(digits), 32)]


def copy(table: str, columns: Columns) -> int:
    """COPY the columns into a table; returns the number of rows. The texts hold no tab and no newline.

    :raises ValueError: when the columns have different lengths.
    """
    names = ", ".join(f'"{name}"' for name in columns)
    lists = [column if isinstance(column, list) else list(column) for column in columns.values()]
    if len({len(column) for column in lists}) > 1:
        raise ValueError(f"columns of {table} differ in length")
    rows = len(lists[0])
    with connection.cursor() as cursor, cursor.copy(f"copy {table} ({names}) from stdin") as stream:
        for start in range(0, rows, CHUNK):
            part = zip(*(column[start : start + CHUNK] for column in lists), strict=True)
            stream.write("\n".join(map("\t".join, part)) + "\n")
    return rows
