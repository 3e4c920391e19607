from pws.models.facts import BalitaCell, BalitaMonth, PosyanduMonth
from pws.models.state import DesaMonth, JobBeat, RebuildRun, Target

__all__ = ["BalitaCell", "BalitaMonth", "DesaMonth", "JobBeat", "PosyanduMonth", "RebuildRun", "Target"]
