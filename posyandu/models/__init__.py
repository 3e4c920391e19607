from posyandu.models.care import Diagnosis, Finding, Given
from posyandu.models.closing import MonthOpening
from posyandu.models.hari_buka import Attendance, HariBuka
from posyandu.models.pregnancy import Delivery, Newborn, Pregnancy
from posyandu.models.reference import ClinicalChange, FormVersion, RuleSetVersion
from posyandu.models.visit import Visit

__all__ = [
    "Attendance",
    "ClinicalChange",
    "Delivery",
    "Diagnosis",
    "Finding",
    "FormVersion",
    "Given",
    "HariBuka",
    "MonthOpening",
    "Newborn",
    "Pregnancy",
    "RuleSetVersion",
    "Visit",
]
