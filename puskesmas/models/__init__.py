from puskesmas.models.area import Area, Boundary
from puskesmas.models.facility import Catchment, Facility, WorkingArea
from puskesmas.models.person import Family, Person, Residence
from puskesmas.models.sasaran import Sasaran, SasaranParameter

__all__ = [
    "Area",
    "Boundary",
    "Catchment",
    "Facility",
    "Family",
    "Person",
    "Residence",
    "Sasaran",
    "SasaranParameter",
    "WorkingArea",
]
