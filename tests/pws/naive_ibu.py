"""The second computation of pregnancies and births: slow, from the raw rows and the rules of the cards.

Written from 04 §1, §5.1 and 02 §4, §5, not from the SQL. It walks through one pregnancy at a time; what K,
KF and the capsules amount to is asked of `posyandu.rules`, with the numbers of the month of the contact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from uuid import UUID

from ilp.base.dates import period_end, period_of
from posyandu.life import answers_of
from posyandu.rules.answering import number, word, yes
from posyandu.rules.antenatal import antenatal, trimester_of, weeks_on
from posyandu.rules.clinical import Clinical
from posyandu.rules.contacts import Contact, by_day, contact
from posyandu.rules.postnatal import NO_METHOD, reached, vitamin_a
from posyandu.rules.pregnancy import due_on
from pws.families.ibu import COLUMNS
from tests.pws.naive import Row, _rows
from tests.pws.records_ibu import (
    RISKS,
    TESTED,
    Key,
    Mother,
    Records,
    longest_days,
    mother,
    nifas_days,
    numbers_of,
)

__all__ = ["Key", "Records", "facts", "live_facts"]


def contacts_of(visits: Iterable[Row]) -> list[Contact]:
    """Examinations by a nakes; a kader's contact is none (02 §4.5)."""
    told = [(v["measured_on"], answers_of(v)) for v in visits if v["by_nakes"]]
    return [contact(on, answers) for on, answers in told if word(answers, "examined_by")]


def antenatal_care(one: Mother) -> dict[str, date]:
    """K1, K4 and K6: the first contact with which the pattern is complete, by the numbers of its month."""
    contacts = contacts_of(one.before)
    first: dict[str, date] = {}
    for place, last in enumerate(by_day(contacts)):
        seen = [c for c in contacts if c.on <= last.on]
        found = antenatal(seen, one.lmp_on, numbers_of(last.on), ended_on=one.pregnancy["ended_on"])
        for code in found.reached:
            if code != "K1M" or place == 0:
                first.setdefault(code, last.on)
        box = found.boxes[-1]
        if box.trimester == 1 and box.by_doctor and box.had_usg:
            first.setdefault("K5DR", last.on)
    for code, column in {"K1A": "k1a", "K1M": "k1m", "K4": "k4", "K6": "k6", "K5DR": "doctor_usg"}.items():
        one.say(first.get(code), column)
    return first


def supply(one: Mother) -> date | None:
    """Tablets, classes, the three tests, Td; returns the day of the old target of tablets."""
    tablets, classes, tested = 0.0, 0, set[str]()
    first: dict[str, date] = {}
    for on, visits in one.days(one.before).items():
        told, numbers = [answers_of(v) for v in visits], numbers_of(on)
        given = sum(number(answers, "tablets_given") or 0 for answers in told)
        tablets += given
        for target, column in zip(
            numbers.numbers("bumil.ttd"), ("tablets_classic", "tablets_full"), strict=True
        ):
            if given > 0 and tablets >= target:
                first.setdefault(column, on)
        came = any(yes(answers, "mothers_class") for answers in told)
        classes += came
        if came and classes >= numbers.number("bumil.kelas_ibu"):
            first.setdefault("mothers_class", on)
        tested |= {
            name for name in ("hiv", "syphilis", "hbsag") for answers in told if word(answers, name) in TESTED
        }
        if len(tested) == 3:
            first.setdefault("triple", on)
        if any(yes(answers, "td2_plus") for answers in told):
            first.setdefault("td_enough", on)
    for column, on in first.items():
        one.say(on, column)
    return first.get("tablets_classic")


def measures(one: Mother) -> None:
    """Hb of each trimester, LILA, and whether tablets are taken; the worst of a day counts."""
    seen = set[int]()
    for on, visits in one.days(one.before).items():
        trimester = trimester_of(weeks_on(one.lmp_on, on), numbers_of(on))
        bloods = [v["classes"]["hb_bumil"] for v in visits if "hb_bumil" in v["classes"]]
        if bloods and trimester not in seen:
            seen.add(trimester)
            one.say(on, "hb_tested", *(["hb_low"] if set(bloods) - {"NORMAL"} else []))
        intakes = [word(answers_of(v), "tablet_intake") for v in visits]
        if any(intakes):
            one.say(on, "intake_asked")
        if any(intake not in ("", "SETIAP_HARI") for intake in intakes):
            one.say(on, "intake_missed")
    arms = arms_of(one)
    if arms:
        on, is_low = min(arms.items())
        one.say(on, "arm_measured", *(["arm_low"] if is_low else []))


def arms_of(one: Mother) -> dict[date, bool]:
    """By day whether the arm was thin (< 23,5 cm, as the card judged it)."""
    return {
        on: any(v["classes"].get("lila_bumil", "NORMAL") != "NORMAL" for v in visits)
        for on, visits in one.days(v for v in one.before if "lila_bumil" in v["classes"]).items()
    }


def risk(one: Mother) -> None:
    """Who flagged the pregnancy first; on the same day it was the kader, who comes first."""
    for on, visits in one.days(one.before).items():
        by = {v["by_nakes"] for v in visits if any(map(_is_risk, one.findings[v["id"]]))}
        if by:
            one.say(on, "risk_by_kader" if False in by else "risk_by_nakes")
            return


def _is_risk(finding: Row) -> bool:
    code, is_referred = finding["code"], finding["refer_to"] != ""
    if finding["state"] == "DIKESAMPINGKAN":
        return False
    return code in RISKS or (is_referred and code.startswith("BUMIL_"))


def after_birth(one: Mother) -> dict[str, date]:
    """KF1, all KF, vitamin A and contraception (02 §5)."""
    if one.born_on is None:
        return {}
    first: dict[str, date] = {}
    contacts = contacts_of(one.after)
    capsules = [v["measured_on"] for v in one.after if yes(answers_of(v), "vitamin_a_given")]
    for on, visits in one.days(one.after).items():
        numbers = numbers_of(on)
        codes = {row["kode"] for row in numbers.rows("nifas.kunjungan")}
        found = reached(one.born_on, [c for c in contacts if c.on <= on], numbers)
        if found.get("KF1") == on:
            first.setdefault("kf1", on)
        if set(found) == codes and on in {c.on for c in contacts}:
            first.setdefault("kf_complete", on)
        given = [day for day in capsules if day <= on]
        if on in given and vitamin_a(one.born_on, given, numbers).is_complete:
            first.setdefault("vitamin_a", on)
        methods = {word(answers_of(v), "contraception_method") for v in visits} - {""} - NO_METHOD
        if methods and (on - one.born_on).days <= numbers.number("nifas.kb_hari"):
            first.setdefault("contraception", on)
    for column, on in first.items():
        one.say(on, column)
    return first


def episode(one: Mother) -> date | None:
    """The days of the pregnancy itself; returns the day of its cohort."""
    kept, ended, born = one.pregnancy, one.pregnancy["ended_on"], one.born_on
    one.say(kept["first_known_on"], "known")
    numbers = numbers_of(ended or one.lmp_on)
    if born is not None:
        by_nakes = kept["attendant"] in _words(numbers, "nifas.penolong_nakes")
        inside = kept["born_at"] in _words(numbers, "nifas.fasilitas")
        one.say(born, "delivered", *(["birth_by_nakes"] if by_nakes else []))
        one.say(born, *(["birth_at_facility"] if by_nakes and inside else []))
        one.say(born + timedelta(days=nifas_days(born)), "nifas_over")
    last = (ended or one.lmp_on + timedelta(days=longest_days(one.lmp_on))) + timedelta(
        days=nifas_days(ended or one.lmp_on)
    )
    died = one.person["died_on"]
    if died is not None and one.lmp_on <= died <= last:
        one.say(died, "died")
    if kept["outcome"] == "PINDAH":
        return None
    due: date = ended or due_on(one.lmp_on, numbers)
    one.say(due, "due")
    return due


def _words(numbers: Clinical, code: str) -> set[str]:
    value = numbers.entries[code].value
    assert isinstance(value, list | tuple)
    return set(map(str, value))


def cohorts(
    one: Mother, due: date | None, k: dict[str, date], tablets: date | None, kf: dict[str, date]
) -> None:
    """What those who were due, and those whose childbed ended, had reached by that day."""
    found = {"due_k1a": k.get("K1A"), "due_k1m": k.get("K1M"), "due_k4": k.get("K4"), "due_k6": k.get("K6"),
             "due_tablets": tablets}  # fmt: skip
    one.say(
        due, *(column for column, on in found.items() if on is not None and due is not None and on <= due)
    )
    if one.born_on is not None:
        over = one.born_on + timedelta(days=nifas_days(one.born_on))
        found = {"nifas_kf1": kf.get("kf1"), "nifas_kf": kf.get("kf_complete"),
                 "nifas_vitamin_a": kf.get("vitamin_a")}  # fmt: skip
        one.say(over, *(column for column, on in found.items() if on is not None and on <= over))


def thin(one: Mother, last_period: int) -> Iterator[tuple[int, bool]]:
    """Months at whose end she was pregnant and thin by her last LILA, and whether she had extra food."""
    arms, ended = arms_of(one), one.pregnancy["ended_on"]
    foods = [v["measured_on"] for v in one.before if yes(answers_of(v), "extra_food_given")]
    if not arms:
        return
    for period in range(period_of(min(arms)), last_period + 1):
        end = period_end(period)
        if (ended is not None and ended <= end) or (end - one.lmp_on).days > longest_days(end):
            return
        if arms[max(on for on in arms if on <= end)]:
            yield period, any(on <= end for on in foods)


def maternal(one: Mother, others: Iterable[Mother], last_period: int) -> Iterator[int]:
    """Months at whose end she is pregnant or in childbed, unless her next pregnancy has begun by then."""
    ended, born, key = one.pregnancy["ended_on"], one.born_on, (one.lmp_on, one.pregnancy["id"])
    begun = [(other.lmp_on, other.pregnancy["id"]) for other in others if _is_true(other)]
    longest = one.lmp_on + timedelta(days=longest_days(ended or one.lmp_on))
    for period in range(period_of(one.lmp_on), last_period + 1) if _is_true(one) else ():
        end = period_end(period)
        is_pregnant = one.lmp_on <= end <= longest and (ended is None or end < ended)
        is_after = born is not None and born <= end <= born + timedelta(days=nifas_days(born))
        if (is_pregnant or is_after) and key == max(other for other in begun if other[0] <= end):
            yield period


def _is_true(one: Mother) -> bool:
    return bool(one.pregnancy["outcome"] != "SALAH_DATA")


def screened(one: Mother) -> list[date]:
    """The days with EPDS or SRQ-20."""
    return [
        v["measured_on"] for v in (*one.before, *one.after)
        if "epds" in v["classes"] or v["srq20_score"] is not None
    ]  # fmt: skip


def facts(records: Records) -> dict[Key, Row]:
    """Every fact of the window by (desa, period, pregnancy): the columns and whose it is."""
    found: dict[Key, Row] = {}
    last_on: dict[Key, date] = {}
    for person_id, pregnancies in records.pregnancies.items():
        if person_id not in records.people:
            continue
        mothers = [mother(records, pregnancy) for pregnancy in pregnancies]
        asked = [(on, one.pregnancy["id"]) for one in mothers for on in screened(one)]
        for one in mothers:
            _walk(one, asked, records.last_period)
            for period in maternal(one, mothers, records.last_period):
                one.say(period_end(period), "maternal")
            for on, column in one.told:
                home = _home(records.residences[person_id], on)
                period = period_of(on)
                if home is None or not records.first_period <= period <= records.last_period:
                    continue
                key = (home["desa_id"], period, one.pregnancy["id"])
                row = found.setdefault(key, dict.fromkeys(COLUMNS, False) | _about(one))
                row[column] = True
                if on >= last_on.get(key, date.min):
                    last_on[key], row["posyandu_id"] = on, home["posyandu_id"] or 0
    for row in found.values():
        row["intake_daily"] = row["intake_asked"] and not row.pop("intake_missed", False)
        row.pop("seen", None)
    return {key: row for key, row in found.items() if any(row[column] for column in COLUMNS)}


def _walk(one: Mother, asked: list[tuple[date, UUID]], last_period: int) -> None:
    for visit in (*one.before, *one.after):
        one.say(visit["measured_on"], "seen")
    due, k, tablets = episode(one), antenatal_care(one), supply(one)
    measures(one)
    risk(one)
    kf = after_birth(one)
    cohorts(one, due, k, tablets, kf)
    for period, has_food in thin(one, last_period):
        one.say(period_end(period), "kek", *(["kek_food"] if has_food else []))
    for on in screened(one):
        # Of two pregnancies with this day, the one written last.
        mine = one.pregnancy["id"]
        if not any(
            when.year == on.year and (when < on or (when == on and other > mine)) for when, other in asked
        ):
            one.say(on, "mood_screened")


def _about(one: Mother) -> Row:
    return {"person_id": one.person["id"], "sex": one.person["sex"], "posyandu_id": 0}


def _home(residences: list[Row], on: date) -> Row | None:
    return next((r for r in residences if r["valid_from"] <= on <= (r["valid_to"] or date.max)), None)


def live_facts() -> dict[Key, Row]:
    """What the roll-up keeps, in the same shape."""
    return {
        (row.pop("desa_id"), row.pop("period"), row.pop("subject")): row
        for row in _rows("select * from pws_ibumonth")
    }
