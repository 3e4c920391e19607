from pws.models.approval import Alarm, Restatement, Signature, SignedNumbers
from pws.models.facts import BalitaCell, BalitaMonth, PosyanduMonth
from pws.models.quality import LikelyDuplicate, QualityDigit, QualityMonth, QualityPlace
from pws.models.state import DesaMonth, JobBeat, RebuildRun, Target

__all__ = [
    "Alarm",
    "BalitaCell",
    "BalitaMonth",
    "DesaMonth",
    "JobBeat",
    "LikelyDuplicate",
    "PosyanduMonth",
    "QualityDigit",
    "QualityMonth",
    "QualityPlace",
    "RebuildRun",
    "Restatement",
    "Signature",
    "SignedNumbers",
    "Target",
]
