"""Numbers as people in Indonesia type them, and rounding as the growth reference asks for it."""

import re
from decimal import ROUND_HALF_UP, Decimal

# Longer than any measure in the product; keeps a pasted paragraph away from Decimal.
LONGEST_NUMBER = 20

_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?", re.ASCII)
_WITH_UNIT = re.compile(r"[+-]?[0-9][0-9.,]*\s*[^0-9.,\s].*", re.ASCII | re.DOTALL)
# "3.250" is 3250 to a reader of Indonesian and 3.25 to a calculator: nobody but the writer can tell.
_MAYBE_THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2}\.[0-9]{3}", re.ASCII)


class NumberError(ValueError):
    """A text that is not one clear number. ``code`` is stable; the screen turns it into a sentence."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text!r}")
        self.code = code
        self.text = text


def parse_decimal(text: str, *, max_places: int | None = None) -> Decimal:
    """Read one number with decimal comma or decimal point; no unit, no thousands separator.

    >>> parse_decimal(" 9,80 ")
    Decimal('9.80')

    Raises NumberError with code KOSONG (nothing typed), SATUAN (a unit in the field, 02 column rules),
    BANYAK_KOMA (two or more commas), RIBUAN (a thousands separator, or a dot that may be one),
    TERLALU_RINCI (more than ``max_places`` decimals) or BUKAN_ANGKA (anything else).
    """
    typed = text.strip()
    if not typed:
        raise NumberError("KOSONG", text)
    if len(typed) > LONGEST_NUMBER or not _NUMBER.fullmatch(typed):
        raise NumberError(_what_is_wrong(typed), text)
    if _MAYBE_THOUSANDS.fullmatch(typed):
        raise NumberError("RIBUAN", text)
    value = Decimal(typed.replace(",", "."))
    if max_places is not None and -int(value.as_tuple().exponent) > max_places:
        raise NumberError("TERLALU_RINCI", text)
    return value


def _what_is_wrong(typed: str) -> str:
    if len(typed) > LONGEST_NUMBER:
        return "BUKAN_ANGKA"
    if _WITH_UNIT.fullmatch(typed):
        return "SATUAN"
    if any(character not in "+-0123456789.," for character in typed):
        return "BUKAN_ANGKA"
    if ("." in typed and "," in typed) or typed.count(".") > 1:
        return "RIBUAN"
    return "BANYAK_KOMA" if typed.count(",") > 1 else "BUKAN_ANGKA"


# How near to a tie a scaled float may be before its decimal digits have to decide.
NEAR_TIE = 1e-6
# From here on NEAR_TIE would be finer than the float itself.
LARGEST_FAST = 1e9


def half_up(value: float, places: int = 0) -> float:
    """Round to ``places`` decimals, a tie away from zero, judged on the digits that ``repr`` shows.

    So 2.005, whose binary value lies a hair below the tie, becomes 2.01 as it does on paper; Python's
    ``round`` gives 2.0. Source: 02a, row "Arithmetic" (class from z with 2 decimals, half away from zero).

    >>> half_up(0.125, 2), half_up(-2.005, 2), half_up(-0.001, 2)
    (0.13, -2.01, 0.0)

    Raises ValueError or OverflowError for NaN and infinity.
    """
    scale = 10.0**places
    scaled = value * scale if value >= 0 else -value * scale
    whole = int(scaled)
    rest = scaled - whole - 0.5
    if -NEAR_TIE < rest < NEAR_TIE or scaled > LARGEST_FAST:
        return _half_up_on_paper(value, places)
    if rest > 0:
        whole += 1
    # Adding zero turns -0.0 into 0.0.
    return whole / scale if value >= 0 else -whole / scale + 0.0


def _half_up_on_paper(value: float, places: int) -> float:
    step = Decimal(1).scaleb(-places)
    return float(Decimal(repr(value)).quantize(step, rounding=ROUND_HALF_UP)) + 0.0
