"""Sasaran belum terlayani (04 §8.1): who was not reached, what is due for them, and since when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from posyandu.lives import dues_of, lives_of
from posyandu.rules.due import Due
from posyandu.services.forms import clinical_on
from pws.indicators import Indicator
from pws.selectors.people import PersonRow

# What the due engine is asked about, by the beginning of an indicator's code; the longest that fits.
SERVICES_OF: dict[str, frozenset[str]] = {
    "KIA": frozenset({"ANC"}),
    "KIA-TTD": frozenset({"TTD"}),
    "KIA-KF": frozenset({"KF"}),
    "KIA-VITANIFAS": frozenset({"KF"}),
    "KIA-KBPP": frozenset({"KF"}),
    "ANA-KN": frozenset({"KN"}),
    "ANA-SHK": frozenset({"KN"}),
    "ANA-KBAYI": frozenset({"TIMBANG", "IMUNISASI", "SDIDTK", "VITAMIN_A"}),
    "ANA-KBALITA": frozenset({"TIMBANG", "PANJANG", "SDIDTK", "VITAMIN_A"}),
    "ANA-SDIDTK": frozenset({"SDIDTK"}),
    "ANA-STIM": frozenset({"SDIDTK"}),
    "GIZ": frozenset({"TIMBANG"}),
    "GIZ-UKUR": frozenset({"PANJANG"}),
    "GIZ-VITA": frozenset({"VITAMIN_A"}),
    "GIZ-CACING": frozenset({"CACING"}),
    "IMU": frozenset({"IMUNISASI"}),
    "USR": frozenset({"SKRINING"}),
    "PTM": frozenset({"SKRINING", "AKS", "SKILAS"}),
    "PTM-HT": frozenset({"KENDALI_HT"}),
    "PTM-DM": frozenset({"KENDALI_DM"}),
    "LAN": frozenset({"AKS", "SKILAS"}),
    "SPM-01": frozenset({"ANC"}),
    "SPM-02": frozenset({"ANC"}),
    "SPM-03": frozenset({"KN"}),
    "SPM-04": frozenset({"TIMBANG", "PANJANG", "SDIDTK", "VITAMIN_A"}),
    "SPM-05": frozenset({"SKRINING"}),
    "SPM-06": frozenset({"SKRINING"}),
    "SPM-07": frozenset({"AKS", "SKILAS"}),
    "SPM-08": frozenset({"KENDALI_HT"}),
    "SPM-09": frozenset({"KENDALI_DM"}),
}


@dataclass(frozen=True, slots=True)
class GapRow:
    """One person of the gap and the most urgent service of this indicator; None: nothing is due now."""

    person: PersonRow
    due: Due | None
    days_late: int


def services_of(indicator: Indicator) -> frozenset[str] | None:
    """The services whose due days say how urgent a gap of this indicator is; None: any service."""
    fits = [start for start in SERVICES_OF if indicator.code.startswith(start)]
    return SERVICES_OF[max(fits, key=len)] if fits else None


def owed(rows: Sequence[PersonRow], *, indicator: Indicator, on: date) -> list[GapRow]:
    """The same people with what is due on this day, most urgent first; one statement."""
    wanted = services_of(indicator)
    lives = lives_of(list({one.person_id for one in rows}), on)
    dues = dues_of(lives, on, clinical_on(on))
    found = []
    for one in rows:
        of_these = [due for due in dues.get(one.person_id, ()) if wanted is None or due.service in wanted]
        first = min(of_these, key=lambda due: due.urgency, default=None)
        found.append(GapRow(one, first, first.days_late(on) if first else 0))
    return sorted(found, key=_urgency)


def _urgency(row: GapRow) -> tuple[int, int, date, str]:
    rank = row.due.urgency if row.due else 10**6
    return -row.days_late, rank, row.person.last_seen_on or date.min, (row.person.name or "").lower()
