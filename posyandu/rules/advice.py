"""What to say and where to send a child after the measures of today, most urgent first.

Source: the printed referral rule of the card (domain file 02 §6.1), arm and oedema (§6.2, §6.5), head
(§6.6), and the rule codes, places and days of the referral engine (§12). The sentences are read aloud by
a kader: they say what to do next, and name no disease that a nakes has not confirmed.
"""

from collections.abc import Iterator
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from posyandu.rules.growth import Growth
from posyandu.rules.kms import KmsStatus, MonthStatus, is_above_orange_line, is_below_red_line
from posyandu.rules.nutrition import Classes, HeadForAge, LengthForAge, Muac, Proportion, Severity
from posyandu.rules.ruleset import DEFAULT, RuleSet

PUSTU, PUSKESMAS = "PUSTU", "PUSKESMAS"


class Finding(NamedTuple):
    """One thing to say. Without ``within_days`` it needs no referral."""

    code: str
    severity: Severity
    text: str
    """The Indonesian sentence, also its key in the translation files."""
    source: str
    rule: str | None = None
    """Code of the referral engine, 02 §12."""
    refer_to: str | None = None
    within_days: int | None = None
    """0: at once."""
    icd10: tuple[str, ...] = ()
    """What a nakes may choose as diagnosis (05 §12); never set by itself."""
    topics: tuple[str, ...] = ()
    """Education topics that go with it (02 §12)."""

    @property
    def needs_referral(self) -> bool:
        """Whether the child is to be sent to a nakes."""
        return self.within_days is not None

    @property
    def is_of_the_mind(self) -> bool:
        """Whether it tells of a mental screening: for a nakes only, whatever raised it (02 §10.6)."""
        return "JIWA" in self.topics

    @property
    def spoken(self) -> Promise:
        """The sentence, translated when it is shown."""
        return gettext_lazy(self.text)


# Which of them is read aloud depends on the age: `rules.education`.
_FOOD = ("ASI", "MPASI", "ISI_PIRINGKU")
_TOO_MUCH = ("ASI", "ISI_PIRINGKU", "AKTIVITAS_FISIK")


def _refer(code: str, rule: str, to: str, days: int, source: str, text: str, *topics: str) -> Finding:
    return Finding(code, Severity.REFER, text, source, rule, to, days, topics=topics)


# In this order where two are equally urgent.
FINDINGS = {
    finding.code: finding
    for finding in (
        _refer(
            "EDEMA", "RJK-BALITA-WASTING", PUSKESMAS, 1, "02 §6.2",
            _("Kedua punggung kaki bengkak. Antar anak ke puskesmas hari ini juga."),
            *_FOOD,
        ),
        _refer(
            "GIZI_BURUK", "RJK-BALITA-WASTING", PUSKESMAS, 1, "02 §6.1",
            _("Berat anak sangat kurang untuk tingginya. Antar anak ke puskesmas hari ini juga."),
            *_FOOD,
        ),
        _refer(
            "LILA_GIZI_BURUK", "RJK-BALITA-WASTING", PUSKESMAS, 1, "02 §6.5",
            _("Pita lengan menunjukkan warna merah. Antar anak ke puskesmas hari ini juga."),
            *_FOOD,
        ),
        _refer(
            "GIZI_KURANG", "RJK-BALITA-WASTING", PUSKESMAS, 3, "02 §6.1",
            _("Berat anak kurang untuk tingginya. Bawa anak ke puskesmas dalam 3 hari."),
            *_FOOD,
        ),
        _refer(
            "LILA_GIZI_KURANG", "RJK-BALITA-WASTING", PUSKESMAS, 3, "02 §6.5",
            _("Pita lengan menunjukkan warna kuning. Bawa anak ke puskesmas dalam 3 hari."),
            *_FOOD,
        ),
        _refer(
            "BGM", "RJK-BALITA-BBU", PUSKESMAS, 7, "02 §6.1, §6.4",
            _("Berat anak di bawah garis merah. Bawa anak ke puskesmas dalam 7 hari."),
            *_FOOD,
        ),
        _refer(
            "TIDAK_NAIK_2X", "RJK-BALITA-T", PUSKESMAS, 7, "02 §6.4, §12",
            _("Berat anak tidak naik dua bulan atau lebih. Bawa anak ke puskesmas dalam 7 hari, "
              "dan tanyakan gejala TBC."),
            *_FOOD, "TBC",
        ),
        _refer(
            "KEPALA_KECIL", "RJK-BALITA-LK", PUSKESMAS, 7, "02 §6.6",
            _("Lingkar kepala lebih kecil dari anak seumurnya. Bawa anak ke puskesmas dalam 7 hari."),
            "STIMULASI",
        ),
        _refer(
            "KEPALA_BESAR", "RJK-BALITA-LK", PUSKESMAS, 7, "02 §6.6",
            _("Lingkar kepala lebih besar dari anak seumurnya. Bawa anak ke puskesmas dalam 7 hari."),
            "STIMULASI",
        ),
        _refer(
            "BB_KURANG", "RJK-BALITA-BBU", PUSTU, 7, "02 §6.4, §12",
            _("Berat anak kurang untuk umurnya. Bawa anak ke pustu dalam 7 hari."),
            *_FOOD,
        ),
        _refer(
            "TIDAK_NAIK", "RJK-BALITA-T", PUSTU, 7, "02 §6.1",
            _("Berat anak belum naik cukup bulan ini. Tanyakan makan dan sakitnya, "
              "lalu bawa ke pustu dalam 7 hari."),
            *_FOOD,
        ),
        _refer(
            "DI_ATAS_GARIS_ORANYE", "RJK-BALITA-BBU", PUSTU, 7, "02 §6.1, §6.4",
            _("Berat anak di atas garis oranye. Bawa anak ke pustu dalam 7 hari."),
            *_TOO_MUCH,
        ),
        _refer(
            "SANGAT_PENDEK", "RJK-BALITA-STUNTING", PUSKESMAS, 14, "02 §6.1",
            _("Anak sangat pendek untuk umurnya. Bawa anak ke puskesmas dalam 14 hari."),
            *_FOOD,
        ),
        _refer(
            "PENDEK", "RJK-BALITA-STUNTING", PUSKESMAS, 14, "02 §6.1",
            _("Anak pendek untuk umurnya. Bawa anak ke puskesmas dalam 14 hari."),
            *_FOOD,
        ),
        _refer(
            "OBESITAS", "RJK-BALITA-LEBIH", PUSTU, 14, "02 §6.1",
            _("Berat anak sangat berlebih untuk tingginya. Bawa anak ke pustu dalam 14 hari."),
            *_TOO_MUCH,
        ),
        _refer(
            "GIZI_LEBIH", "RJK-BALITA-LEBIH", PUSTU, 14, "02 §6.1",
            _("Berat anak berlebih untuk tingginya. Bawa anak ke pustu dalam 14 hari."),
            *_TOO_MUCH,
        ),
        _refer(
            "BERISIKO_GIZI_LEBIH", "RJK-BALITA-LEBIH", PUSTU, 14, "02 §6.1",
            _("Berat anak mulai berlebih untuk tingginya. Bawa anak ke pustu dalam 14 hari."),
            *_TOO_MUCH,
        ),
        Finding(
            "PERLU_UKUR_ULANG", Severity.ATTENTION,
            _("Hasil ukur tidak biasa untuk anak seumurnya. Ukur sekali lagi sebelum anak pulang."),
            "02 §6.2",
        ),
        Finding(
            "TIDAK_DITIMBANG_BULAN_LALU", Severity.ATTENTION,
            _("Bulan lalu anak tidak ditimbang. Ajak datang lagi setiap bulan."), "02 §6.4",
        ),
        Finding(
            "NAIK", Severity.OK,
            _("Berat anak naik. Puji keluarganya dan ajak datang lagi bulan depan."), "02 §6.4",
        ),
    )
}  # fmt: skip

_PROPORTION = {
    Proportion.SEVERELY_WASTED: "GIZI_BURUK",
    Proportion.WASTED: "GIZI_KURANG",
    Proportion.RISK_OF_OVERWEIGHT: "BERISIKO_GIZI_LEBIH",
    Proportion.OVERWEIGHT: "GIZI_LEBIH",
    Proportion.OBESE: "OBESITAS",
}
_ARM = {Muac.SEVERELY_WASTED: "LILA_GIZI_BURUK", Muac.WASTED: "LILA_GIZI_KURANG"}
_LENGTH = {LengthForAge.SEVERELY_STUNTED: "SANGAT_PENDEK", LengthForAge.STUNTED: "PENDEK"}
_HEAD = {HeadForAge.MICROCEPHALY: "KEPALA_KECIL", HeadForAge.MACROCEPHALY: "KEPALA_BESAR"}


def findings(
    growth: Growth,
    classes: Classes,
    *,
    month: MonthStatus | None = None,
    oedema: bool = False,
    ruleset: RuleSet = DEFAULT,
) -> list[Finding]:
    """What to say about a child under six, most urgent first; empty when there is nothing to say.

    A flagged measure is still referred (02 §6.2): it adds PERLU_UKUR_ULANG and removes nothing.
    Source: 02 §6.1 and §12.
    """
    codes = set(_codes(growth, classes, month, oedema, ruleset))
    found = [finding for code, finding in FINDINGS.items() if code in codes]
    # The sort is stable: equally urgent ones keep the order of the table; those without referral come last.
    return sorted(found, key=lambda finding: finding.within_days or 1_000)


def _codes(
    growth: Growth, classes: Classes, month: MonthStatus | None, oedema: bool, ruleset: RuleSet
) -> Iterator[str]:
    if oedema:
        # Oedema forces the class "Gizi buruk"; one sentence about it is enough.
        yield "EDEMA"
    elif classes.proportion in _PROPORTION:
        yield _PROPORTION[classes.proportion]
    if classes.muac in _ARM:
        yield _ARM[classes.muac]
    if classes.length_for_age in _LENGTH:
        yield _LENGTH[classes.length_for_age]
    if classes.head_for_age in _HEAD:
        yield _HEAD[classes.head_for_age]
    if classes.weight_for_age is not None:
        yield from _against_the_lines(growth.weight_for_age.z_rounded, ruleset)
    if classes.needs_remeasure:
        yield "PERLU_UKUR_ULANG"
    if month is not None:
        yield from _of_the_month(month)


def _against_the_lines(z_rounded: float | None, ruleset: RuleSet) -> Iterator[str]:
    if is_below_red_line(z_rounded, ruleset):
        yield "BGM"
    elif z_rounded is not None and z_rounded < ruleset.refer_below_z:
        yield "BB_KURANG"
    elif is_above_orange_line(z_rounded, ruleset):
        yield "DI_ATAS_GARIS_ORANYE"


def _of_the_month(month: MonthStatus) -> Iterator[str]:
    if month.status is KmsStatus.NOT_GAINED:
        yield "TIDAK_NAIK_2X" if month.is_2t else "TIDAK_NAIK"
    elif month.status is KmsStatus.NOT_WEIGHED_LAST_MONTH:
        yield "TIDAK_DITIMBANG_BULAN_LALU"
    elif month.status is KmsStatus.GAINED:
        yield "NAIK"
