from pws.models.facts import BalitaCell, BalitaMonth, PosyanduMonth
from pws.models.state import DesaMonth, JobBeat, RebuildRun, Target, Window

__all__ = ["BalitaCell", "BalitaMonth", "DesaMonth", "JobBeat", "PosyanduMonth", "RebuildRun", "Target", "Window"]
