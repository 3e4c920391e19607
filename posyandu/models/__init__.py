from posyandu.models.hari_buka import Attendance, HariBuka
from posyandu.models.reference import RuleSetVersion
from posyandu.models.visit import Visit

__all__ = ["Attendance", "HariBuka", "RuleSetVersion", "Visit"]
