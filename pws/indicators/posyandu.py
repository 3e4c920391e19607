"""Indicators of the posyandu themselves (04 §5.8)."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from pws.indicators.declaration import Direction, Indicator, Kind, Subject

INDICATORS = (
    Indicator(
        code="ILP-BUKA",
        title=_("Posyandu buka bulan ini"),
        short="Buka",
        definition=_(
            "Posyandu dengan paling sedikit satu hari buka yang ditutup dan ada yang hadir, "
            "dibagi posyandu aktif."
        ),
        kind=Kind.BULANAN,
        subject=Subject.POSYANDU,
        numerator="is_open",
        denominator="is_active",
        source="aturan ILP ini",
        direction=Direction.UP,
        target=Decimal(100),
        owner="K1",
        attribution="LAY",
    ),
)
