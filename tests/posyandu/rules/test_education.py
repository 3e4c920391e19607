"""What is read aloud to families: every topic has its text, for every card and age that may need it."""

from __future__ import annotations

from datetime import date

import pytest

from posyandu.rules.advice import FINDINGS as GROWTH
from posyandu.rules.education import Edition, Talk, edition_on, from_mapping, shipped_editions, topics_of
from posyandu.rules.forms.declaration import Form
from posyandu.rules.forms.reading import shipped_forms
from posyandu.rules.mapping import RuleSetError
from posyandu.rules.showing import FINDINGS

ON = date(2026, 11, 22)
EDITION = edition_on(ON)
FORMS = {form.form: form for form in shipped_forms()}
OLDEST = 100 * 12


def ages(form: Form) -> range:
    """Completed months of those who get this card."""
    return range(form.from_month, OLDEST if form.to_month is None else form.to_month)


@pytest.mark.parametrize("edition", shipped_editions(), ids=lambda edition: edition.version)
def test_every_topic_of_a_finding_has_a_text(edition: Edition) -> None:
    needed = {topic for finding in FINDINGS.values() for topic in finding.topics}
    assert len(needed) > 12
    assert needed - {talk.topic for talk in edition.talks} == set()


@pytest.mark.parametrize("code", FORMS)
def test_every_topic_that_a_card_offers_has_a_text_for_that_card(code: str) -> None:
    form = FORMS[code]
    offered = {option.value for option in form.fields["education"].options}
    silent = {
        topic for topic in offered if not any(EDITION.about([topic], code, age) for age in ages(form)[:1200])
    }
    assert silent == set()


def test_no_text_stands_behind_another_that_always_speaks_first() -> None:
    spoken = {
        talk
        for code, form in FORMS.items()
        for age in ages(form)
        for talk in EDITION.about([one.topic for one in EDITION.talks], code, age)
    }
    assert [talk.title for talk in EDITION.talks if talk not in spoken] == []


@pytest.mark.parametrize("talk", EDITION.talks, ids=lambda talk: talk.title)
def test_a_text_can_be_read_aloud_and_says_where_it_comes_from(talk: Talk) -> None:
    assert 3 <= len(talk.sentences) <= 5
    assert all(sentence.endswith(".") and len(sentence) <= 130 for sentence in talk.sentences)
    assert set(talk.forms) <= FORMS.keys()
    assert talk.source
    assert talk.is_from_knowledge, "the wording is ours until a Dinkes has read it"


@pytest.mark.parametrize(
    ("age_months", "titles"),
    [
        (5, ["ASI saja sampai 6 bulan"]),
        (6, ["ASI diteruskan sampai 2 tahun", "Makan pertama: umur 6 sampai 8 bulan"]),
        (9, ["ASI diteruskan sampai 2 tahun", "Makan anak umur 9 sampai 11 bulan"]),
        (23, ["ASI diteruskan sampai 2 tahun", "Makan anak umur 1 sampai 2 tahun"]),
        (24, ["Isi piring anak"]),
    ],
)
def test_food_of_a_thin_child_is_told_by_its_age(age_months: int, titles: list[str]) -> None:
    topics = topics_of([GROWTH["GIZI_KURANG"]])
    assert [talk.title for talk in EDITION.about(topics, "balita", age_months)] == titles


def test_danger_signs_are_those_of_the_card() -> None:
    found = {
        code: EDITION.about(["TANDA_BAHAYA"], code, 300)[0].title for code in ("bumil", "nifas", "dewasa")
    }
    assert found == {
        "bumil": "Tanda bahaya ibu hamil",
        "nifas": "Tanda bahaya sesudah melahirkan",
        "dewasa": "Kapan harus segera berobat",
    }
    assert EDITION.about(["TANDA_BAHAYA"], "balita", 5)[0].title == "Tanda bahaya bayi"
    assert EDITION.about(["TANDA_BAHAYA"], "balita", 6)[0].title == "Tanda bahaya anak"


def test_the_most_urgent_topic_comes_first_and_none_twice() -> None:
    findings = [FINDINGS["NIFAS_KB"], GROWTH["PENDEK"], GROWTH["TIDAK_NAIK_2X"]]
    assert topics_of(findings)[:4] == ["ASI", "MPASI", "ISI_PIRINGKU", "TBC"]
    assert topics_of([GROWTH["PENDEK"], FINDINGS["BUMIL_BAHAYA_SEGERA"]])[0] == "TANDA_BAHAYA"
    assert topics_of([GROWTH["NAIK"]]) == []


def a_talk(**more: object) -> dict[str, object]:
    return {"topic": "ASI", "title": "T", "sentences": ["a.", "b.", "c."], "source": "s", "mark": "m", **more}


def edition(*talks: dict[str, object]) -> dict[str, object]:
    return {"version": "uji", "valid_from": date(2027, 1, 1), "talks": list(talks)}


@pytest.mark.parametrize(
    ("talk", "path"),
    [
        (a_talk(sentences=["a.", "b."]), "talks[0].sentences"),
        (a_talk(sentences=["a."] * 6), "talks[0].sentences"),
        (a_talk(age=3), "talks[0]"),
    ],
)
def test_a_mistake_names_its_place(talk: dict[str, object], path: str) -> None:
    with pytest.raises(RuleSetError) as refused:
        from_mapping(edition(talk))
    assert refused.value.path == path


def test_the_edition_of_the_day_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    later = from_mapping(edition(a_talk()))
    monkeypatch.setattr("posyandu.rules.education.shipped_editions", lambda: (EDITION, later))
    assert edition_on(date(2026, 12, 31)) is EDITION
    assert edition_on(date(2027, 1, 1)) is later
    assert edition_on(date(2020, 1, 1)) is EDITION
