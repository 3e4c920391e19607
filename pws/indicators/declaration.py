"""What an indicator is (04 §1, §5). A declaration over the columns of facts and cells, never a function."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from django.utils.functional import Promise

from ilp.base.dates import period_of
from puskesmas.rules.sasaran import SasaranKind
from pws.families import families
from pws.families.penduduk import COLUMNS as PENDUDUK_COLUMNS
from pws.models.facts import AGE_BANDS, BALITA_CONDITIONS


class Kind(StrEnum):
    """Type of an indicator (04 §1.1): how its month, its year and its target line are read."""

    KUMULATIF = "A"
    BULANAN = "B"
    TITIK_WAKTU = "C"
    KAMPANYE = "K"
    SEKALI = "S"
    PROSES = "P"
    ABSOLUT = "N"

    @property
    def is_cumulative(self) -> bool:
        """Counted up over the year against the annual sasaran; has a target line and a status of PWS."""
        return self in {Kind.KUMULATIF, Kind.SEKALI}


class Direction(StrEnum):
    UP = "up"
    DOWN = "down"
    NONE = "none"


class Subject(StrEnum):
    """Whose facts are counted: a family, or one of the three made by hand."""

    BALITA = "balita"
    POSYANDU = "posyandu"
    PENDUDUK = "penduduk"
    IBU = "ibu"
    ANAK = "anak"
    WARGA = "warga"
    KRONIS = "kronis"
    TEMUAN = "temuan"


def columns_of(subject: Subject) -> tuple[str, ...]:
    """The columns that an indicator may count."""
    if subject is Subject.BALITA:
        return BALITA_CONDITIONS
    if subject is Subject.POSYANDU:
        return POSYANDU_CONDITIONS
    if subject is Subject.PENDUDUK:
        return tuple(PENDUDUK_COLUMNS)
    return tuple(families()[subject.value].columns)


POSYANDU_CONDITIONS = ("is_active", "is_open", "is_validated", "is_on_time")


def _bands(ages: tuple[int, int] | None) -> tuple[int, ...]:
    """The bands that these ages are made of; none where they cut one."""
    if ages is None:
        return ()
    first, last = ages
    inside = tuple(i for i, (low, high) in enumerate(AGE_BANDS) if low >= first and high <= last)
    whole = inside and AGE_BANDS[inside[0]][0] == first and AGE_BANDS[inside[-1]][1] == last
    return inside if whole else ()


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator in one version.

    `numerator` and `denominator` are columns of the facts of `subject` and of `denominator_of` (the same
    subject unless said); no denominator: an absolute count. For the types A and S `sp` is the yearly sasaran
    that divides, `sp_share` the part of it (20 % of pregnancies), and `denominator` the real count beside it.
    `minus` is taken from the numerator; `of_year`: both are read from January on. `is_chronic` (A*, 04
    §5.5.1): the year counts `numerator`, the month shows `month_numerator` of `denominator`. `of_desa`:
    counted are not people but desa in which the indicator of that code reaches its target (UCI). `missing`
    says why no number can be given yet; then there is no numerator and never a number.

    `ages` are completed months (from, to), both included, made of whole age bands; of balita only. `target`
    is the default yearly target in percent, to be replaced by the Dinkes' own. `is_prevalence`: a screening
    prevalence of those who came, never ranked below 60 % D/S or 30 children (04 §5.3).
    """

    code: str
    title: str | Promise
    short: str
    definition: str | Promise
    kind: Kind
    subject: Subject
    numerator: str | None
    denominator: str | None
    source: str
    direction: Direction = Direction.NONE
    target: Decimal | None = None
    ages: tuple[int, int] | None = None
    owner: str = "K2"
    attribution: str = "DOM"
    is_prevalence: bool = False
    denominator_of: Subject | None = None
    minus: str | None = None
    of_year: bool = False
    sp: SasaranKind | None = None
    sp_share: Fraction = Fraction(1)
    is_chronic: bool = False
    month_numerator: str | None = None
    of_desa: str = ""
    months: tuple[int, ...] = ()
    """Calendar months of a campaign (type K); empty: every month."""
    is_sensitive: bool = False
    missing: str | Promise = ""
    valid_from: date = date(2020, 1, 1)
    valid_to: date | None = None
    bands: tuple[int, ...] = field(init=False, compare=False, default=())
    """Numbers of the age bands the indicator is held to; empty: all ages."""

    def __hash__(self) -> int:
        return hash(self.code)  # that of all fields translates the texts; versions of a code are few

    def __post_init__(self) -> None:
        object.__setattr__(self, "bands", _bands(self.ages))
        if self.missing:
            if self.numerator is not None:
                raise ValueError(f"{self.code}: no number can be given, so no column is counted.")
            return
        if self.numerator is None and not self.of_desa:
            raise ValueError(f"{self.code}: nothing is counted.")
        for column in (self.numerator, self.minus, self.month_numerator):
            self._check(self.subject, column)
        self._check(self.counted_of, self.denominator)
        if self.ages is not None and not self.bands:
            raise ValueError(f"{self.code}: ages {self.ages} are not made of whole age bands.")

    def _check(self, subject: Subject, column: str | None) -> None:
        if column is not None and column not in columns_of(subject):
            raise ValueError(f"{self.code}: {column} is no column of the facts of {subject}.")

    @property
    def counted_of(self) -> Subject:
        """The subject that the denominator counts."""
        return self.denominator_of or self.subject

    @property
    def is_rate(self) -> bool:
        return self.denominator is not None or self.sp is not None

    @property
    def is_known(self) -> bool:
        """Whether there are records to count."""
        return not self.missing

    @property
    def is_counted(self) -> bool:
        """Whether it counts columns of facts; a number of desa is worked out from another indicator."""
        return self.numerator is not None

    def holds_in(self, period: int) -> bool:
        """Whether this version applies in a month."""
        return period_of(self.valid_from) <= period and (
            self.valid_to is None or period <= period_of(self.valid_to)
        )
