"""Screening of the mind: SRQ-20, PHQ-9, PHQ-4, PHQ-A, SDQ and the HEEADSSS questions. All are sensitive.

A thought of ending one's life is a referral of the same day, whatever the score. Source: 02 §7, §10.6, §12.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from posyandu.rules.advice import PUSKESMAS
from posyandu.rules.answering import yes
from posyandu.rules.asked import labels
from posyandu.rules.clinical import Clinical
from posyandu.rules.judging import Answers, Judged, Raised, Subject
from posyandu.rules.nutrition import Colour, GrowthClass, Severity
from posyandu.rules.ruleset import Bounds
from posyandu.rules.screening import Score, attention, by_code, numbered, raised, refer, score

SDQ_PARTS = ("sdq_emotional", "sdq_conduct", "sdq_hyperactivity", "sdq_peer")
"""The four parts of the total difficulties, 0 to 10 points each."""
HEEADSSS = (
    "heeadsss_home", "heeadsss_education", "heeadsss_eating", "heeadsss_activities", "heeadsss_drugs",
    "heeadsss_sexuality", "heeadsss_safety", "heeadsss_mood",
)  # fmt: skip
PHQ4_ANXIETY, PHQ4_DEPRESSION = ("phq4_1", "phq4_2"), ("phq4_3", "phq4_4")


class Mind(GrowthClass):
    """Below or at the bound of an instrument."""

    CALM = "TIDAK_ADA_INDIKASI", _("Di bawah batas"), Severity.OK, Colour.GREEN
    INDICATED = "INDIKASI", _("Perlu tindak lanjut nakes"), Severity.REFER, Colour.ORANGE


class Difficulties(GrowthClass):
    """SDQ, total difficulties (02 §7), ascending."""

    NORMAL = "NORMAL", _("Normal"), Severity.OK, Colour.GREEN
    BORDERLINE = "AMBANG", _("Ambang"), Severity.ATTENTION, Colour.YELLOW
    ABNORMAL = "ABNORMAL", _("Perlu diperiksa"), Severity.REFER, Colour.ORANGE


CLASSES = {
    **{name: labels(Mind) for name in ("srq20", "phq9", "phqa", "phq4_anxiety", "phq4_depression")},
    "sdq": labels(Difficulties),
}

_RULE, _TOPICS = "RJK-JIWA", ("JIWA",)
FINDINGS = by_code(
    refer(
        "JIWA_SEGERA", _RULE, PUSKESMAS, 0, "02 §10.6, §12",
        _("Jangan tinggalkan sendiri. Panggil nakes sekarang dan antar segera ke puskesmas hari ini."),
        topics=_TOPICS,
    ),
    refer(
        "JIWA_RUJUK", _RULE, PUSKESMAS, 7, "02 §10.6, §12",
        _("Ada beban pikiran yang perlu ditolong. Dengarkan, dan antar ke puskesmas dalam 7 hari."),
        icd10=("F32.9", "F41.9"), topics=_TOPICS,
    ),
    refer(
        "JIWA_RUJUK_TAMBAHAN", _RULE, PUSKESMAS, 7, "02 §10.6",
        _("Ada jawaban Ya pada pertanyaan tambahan. Antar ke puskesmas dalam 7 hari untuk diperiksa."),
        icd10=("F20.9",), topics=_TOPICS,
    ),
    refer(
        "SDQ_RUJUK", _RULE, PUSKESMAS, 7, "02 §7",
        _("Anak tampak kesulitan dengan perasaan atau perilaku. Bawa ke puskesmas dalam 7 hari."),
        topics=_TOPICS,
    ),
    attention(
        "SDQ_AMBANG", "02 §7",
        _("Hasil kuesioner anak di ambang batas. Ajak bicara orang tua, dan ulangi pada kunjungan berikut."),
        topics=_TOPICS,
    ),
    attention(
        "HEEADSSS_PERLU_BICARA", "02 §7",
        _("Ada jawaban yang perlu dibicarakan. Ajak remaja bicara berdua dengan nakes hari ini."),
        topics=_TOPICS,
    ),
)  # fmt: skip


def mind_class(points: float, bound: float) -> Mind:
    """The bound itself is an indication (02 §10.6)."""
    return Mind.INDICATED if points >= bound else Mind.CALM


def difficulties_class(total: float, clinical: Clinical) -> Difficulties:
    """SDQ: 16-19 borderline, from 20 on abnormal (02 §7)."""
    limits = (clinical.number("jiwa.sdq_ambang_dari"), clinical.number("jiwa.sdq_abnormal_dari"))
    return tuple(Difficulties)[Bounds(limits, ()).position(total)]


def judge_srq20(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """SRQ-20 from 18 years on; item 17 is urgent, one "Ya" among the extra items is a referral."""
    if subject.age_months < clinical.number("jiwa.srq20_dari_bulan"):
        return Judged()
    items = score(answers, numbered("srq", clinical.number("jiwa.srq20_butir")))
    first, last = (int(number) for number in clinical.numbers("jiwa.srq_tambahan_butir"))
    extra = [f"srq_{place}" for place in range(first, last + 1) if yes(answers, f"srq_{place}")]
    said: list[Raised] = []
    urgent = f"srq_{clinical.number('jiwa.srq20_butir_segera'):.0f}"
    if items.items[urgent]:
        said += raised(FINDINGS["JIWA_SEGERA"], **{urgent: True})
    if extra:
        said += raised(FINDINGS["JIWA_RUJUK_TAMBAHAN"], srq_extra=tuple(extra))
    return _with_total("srq20", items, clinical.number("jiwa.srq20_ambang"), said)


def _with_total(name: str, items: Score, bound: float, said: list[Raised]) -> Judged:
    """Score and class when complete; the referral as soon as the answers reach the bound."""
    if mind_class(items.at_least, bound) is Mind.INDICATED:
        said = said + raised(FINDINGS["JIWA_RUJUK"], **{f"{name}_score": items.at_least})
    values = {f"{name}_items": items.given} if items.given else {}
    if items.total is None:
        return Judged(values, {}, said)
    found = mind_class(items.total, bound)
    return Judged({**values, f"{name}_score": items.total}, {name: found.value}, said)


def _phq(name: str, answers: Answers, clinical: Clinical) -> Judged:
    """Nine items of 0 to 3; any point on the last question about death is urgent."""
    items = score(answers, numbered(name, clinical.number(f"jiwa.{name}_butir")))
    urgent = f"{name}_{clinical.number(f'jiwa.{name}_butir_segera'):.0f}"
    said = raised(FINDINGS["JIWA_SEGERA"], **{urgent: items.items[urgent]}) if items.items[urgent] else []
    return _with_total(name, items, clinical.number(f"jiwa.{name}_ambang"), said)


def judge_phq9(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """PHQ-9: from 10 on a referral; item 9 above zero is urgent (02 §10.6)."""
    return _phq("phq9", answers, clinical)


def judge_phqa(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """PHQ-A for adolescents: from 10 on a referral; item 9 above zero is urgent (02 §7)."""
    return _phq("phqa", answers, clinical)


def judge_phq4(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """PHQ-4: each half, anxiety and depression, from 3 on a referral (02 §10.6)."""
    bound = clinical.number("jiwa.phq4_ambang_bagian")
    anxiety = _with_total("phq4_anxiety", score(answers, PHQ4_ANXIETY), bound, [])
    return anxiety.joined(_with_total("phq4_depression", score(answers, PHQ4_DEPRESSION), bound, []))


def judge_sdq(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """SDQ at 4-17 years, from the points of its four parts (02 §7)."""
    first, end = clinical.numbers("jiwa.sdq_bulan")
    if not first <= subject.age_months < end:
        return Judged()
    parts = score(answers, SDQ_PARTS)
    code = {Difficulties.ABNORMAL: "SDQ_RUJUK"}.get(difficulties_class(parts.at_least, clinical))
    values = {"sdq_items": parts.given} if parts.given else {}
    if parts.total is None:
        return Judged(values, {}, raised(FINDINGS[code], sdq_score=parts.at_least) if code else [])
    found = difficulties_class(parts.total, clinical)
    code = code or {Difficulties.BORDERLINE: "SDQ_AMBANG"}.get(found)
    said = raised(FINDINGS[code], sdq_score=parts.total) if code else []
    return Judged({**values, "sdq_score": parts.total}, {"sdq": found.value}, said)


def judge_heeadsss(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """HEEADSSS of an adolescent: any "Ya" is talked about; the suicidal answer is urgent (02 §7)."""
    if yes(answers, "heeadsss_suicide"):
        return Judged({}, {}, raised(FINDINGS["JIWA_SEGERA"], heeadsss_suicide=True))
    found = tuple(name for name in HEEADSSS if yes(answers, name))
    return Judged({}, {}, raised(FINDINGS["HEEADSSS_PERLU_BICARA"], heeadsss=found) if found else [])
