"""The ten roles of the programme and the permission sets they map to (01 §6)."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Who a person is in the programme. The code is the one the field uses."""

    KADER_POSYANDU = "KADER_POSYANDU", _("Kader posyandu")
    KADER_PUSTU = "KADER_PUSTU", _("Kader pustu")
    NAKES_PUSTU = "NAKES_PUSTU", _("Bidan/perawat pustu")
    NAKES_PUSKESMAS = "NAKES_PUSKESMAS", _("Nakes puskesmas")
    PJ_PROGRAM = "PJ_PROGRAM", _("Penanggung jawab program")
    KEPALA_PUSKESMAS = "KEPALA_PUSKESMAS", _("Kepala puskesmas")
    ADMIN_PUSKESMAS = "ADMIN_PUSKESMAS", _("Admin puskesmas")
    DINKES_SUPERVISOR = "DINKES_SUPERVISOR", _("Supervisor Dinkes")
    DINKES_ADMIN = "DINKES_ADMIN", _("Admin Dinkes")
    DESA_VIEWER = "DESA_VIEWER", _("Desa/kelurahan dan TP Posyandu")


class Can(StrEnum):
    """One right, as a view asks for it."""

    SEE_NUMBERS = "see_numbers"
    SEE_NAMES = "see_names"
    RECORD = "record"
    VALIDATE = "validate"
    MANAGE = "manage"
    SEE_AUDIT = "see_audit"
    SET_REFERENCE = "set_reference"
    STEER = "steer"
    SIGN_MONTH = "sign_month"
    APPROVE_MONTH = "approve_month"


_KADER = frozenset({Can.SEE_NUMBERS, Can.SEE_NAMES, Can.RECORD})
_NAKES = _KADER | {Can.VALIDATE}
_PUSKESMAS = _NAKES | {Can.STEER}
_KEPALA = frozenset({Can.SEE_NUMBERS, Can.SEE_NAMES, Can.SEE_AUDIT, Can.STEER, Can.SIGN_MONTH})
_OPERATOR = frozenset({Can.SEE_NUMBERS, Can.MANAGE, Can.SEE_AUDIT, Can.STEER})
_DINKES = frozenset({Can.SEE_NUMBERS, Can.STEER, Can.APPROVE_MONTH})
_DINKES_ADMIN = _DINKES | {Can.MANAGE, Can.SET_REFERENCE}
_DESA = frozenset({Can.SEE_NUMBERS})

RIGHTS: dict[str, frozenset[Can]] = {
    Role.KADER_POSYANDU: _KADER,
    Role.KADER_PUSTU: _KADER,
    Role.NAKES_PUSTU: _NAKES,
    Role.NAKES_PUSKESMAS: _PUSKESMAS,
    Role.PJ_PROGRAM: _PUSKESMAS,
    Role.KEPALA_PUSKESMAS: _KEPALA,
    Role.ADMIN_PUSKESMAS: _OPERATOR,
    Role.DINKES_SUPERVISOR: _DINKES,
    Role.DINKES_ADMIN: _DINKES_ADMIN,
    Role.DESA_VIEWER: _DESA,
}

_OF_THE_NETWORK = (
    Role.KADER_POSYANDU,
    Role.KADER_PUSTU,
    Role.NAKES_PUSTU,
    Role.NAKES_PUSKESMAS,
    Role.PJ_PROGRAM,
)
# Whose accounts an admin may open, change and close, inside the own area. Nobody has the own role in the
# list, so that no admin can widen the own account; the first admins come from `manage.py create_user`.
GRANTS: dict[str, tuple[Role, ...]] = {
    Role.ADMIN_PUSKESMAS: _OF_THE_NETWORK,
    Role.DINKES_ADMIN: (
        *_OF_THE_NETWORK,
        Role.KEPALA_PUSKESMAS,
        Role.ADMIN_PUSKESMAS,
        Role.DINKES_SUPERVISOR,
        Role.DESA_VIEWER,
    ),
}

# Roles that see a cell of fewer than five people only as "< 5".
SMALL_CELLS_HIDDEN = frozenset({Role.DESA_VIEWER})
