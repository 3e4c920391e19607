"""The shapes of the hari buka API. Names are those of the columns of a visit."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from ilp.base.numbers import NumberError, parse_decimal
from posyandu.models.visit import Position
from posyandu.services.measured import Measured
from posyandu.words import number_sentence

MOST_ROWS = 200


class NumberField(serializers.Field):  # type: ignore[type-arg]
    """A number, or a text with decimal comma; null and "" mean "not measured"."""

    def __init__(self, *, places: int, **more: Any) -> None:
        self.places = places
        super().__init__(required=False, allow_null=True, **more)

    def to_internal_value(self, data: object) -> Decimal | None:
        """The number that was sent."""
        text = (
            str(data).strip() if isinstance(data, str | int | float) and not isinstance(data, bool) else "?"
        )
        if not text:
            return None
        try:
            return parse_decimal(text, max_places=self.places)
        except NumberError as error:
            raise serializers.ValidationError(number_sentence(error, places=self.places)) from None

    def to_representation(self, value: Decimal | None) -> str | None:
        """As text, so that no binary fraction creeps in."""
        return None if value is None else str(value)


class RowSerializer(serializers.Serializer[Any]):
    """One visit as typed. `id` is a UUIDv7 made where it was typed, the same on every attempt."""

    id = serializers.UUIDField(help_text="Made where the visit was typed; the same on every attempt.")
    person = serializers.UUIDField()
    weight_kg = NumberField(places=2)
    length_height_cm = NumberField(places=1)
    position = serializers.ChoiceField(choices=Position.choices, required=False, allow_blank=True)
    head_circumference_cm = NumberField(places=1)
    muac_cm = NumberField(places=1)
    has_oedema = serializers.BooleanField(required=False, allow_null=True)
    sure = serializers.CharField(
        required=False, allow_blank=True, help_text="The `confirm` of an earlier answer: measured again."
    )

    reason = serializers.CharField(
        required=False, allow_blank=True, max_length=200, help_text="Why a nakes writes into a closed month."
    )

    def measured(self) -> Measured:
        """The values, for the service."""
        data = self.validated_data
        return Measured(
            data.get("weight_kg"),
            data.get("length_height_cm"),
            data.get("position") or "",
            data.get("head_circumference_cm"),
            data.get("muac_cm"),
            data.get("has_oedema"),
        )


class RowsSerializer(serializers.Serializer[Any]):
    """What is sent: rows in any order. Each is kept or refused on its own."""

    rows = serializers.ListField(
        child=serializers.JSONField(), min_length=1, max_length=MOST_ROWS, help_text="Each a Row."
    )


class SentRowsSerializer(serializers.Serializer[Any]):
    """The same, as the schema shows it."""

    rows = RowSerializer(many=True, help_text=f"1 to {MOST_ROWS}")


class MessageSerializer(serializers.Serializer[Any]):
    """One sentence for the kader. `field` is empty when it is about the whole row."""

    field = serializers.CharField(allow_blank=True)
    text = serializers.CharField()


class KeptSerializer(serializers.Serializer[Any]):
    """What stands in the way of a conflicting row: measures, author and time; null when not ours to see."""

    id = serializers.UUIDField()
    weight_kg = NumberField(places=2)
    length_height_cm = NumberField(places=1)
    position = serializers.CharField(allow_blank=True)
    head_circumference_cm = NumberField(places=1)
    muac_cm = NumberField(places=1)
    has_oedema = serializers.BooleanField(allow_null=True)
    recorded_by = serializers.CharField()
    recorded_at = serializers.DateTimeField()


class BadgeSerializer(serializers.Serializer[Any]):
    """A status in words, with its kind: good, info, watch, bad, none."""

    index = serializers.CharField(allow_blank=True, help_text="BB/U, PB/U…; empty for N/T/O/B")
    kind = serializers.CharField()
    word = serializers.CharField()


class AnswerSerializer(serializers.Serializer[Any]):
    """What became of one row."""

    id = serializers.CharField()
    status = serializers.ChoiceField(choices=["kept", "duplicate", "conflict", "refused"])
    messages = MessageSerializer(many=True)
    confirm = serializers.CharField(
        allow_blank=True, help_text="Refused as unlikely: send it again with this as `sure`."
    )
    kept = KeptSerializer(allow_null=True)
    badges = BadgeSerializer(many=True)
    advice = serializers.ListField(child=serializers.CharField())
    is_referred = serializers.BooleanField()


class AnswersSerializer(serializers.Serializer[Any]):
    """One answer for each row sent, in the same order."""

    rows = AnswerSerializer(many=True)


class SheetRowSerializer(serializers.Serializer[Any]):
    """One person expected at the hari buka."""

    person = serializers.UUIDField(source="person_id")
    name = serializers.CharField()
    detail = serializers.CharField()
    is_balita = serializers.BooleanField()
    served = serializers.CharField(allow_blank=True)
    visit = serializers.UUIDField(source="visit_id", allow_null=True)
    last = serializers.CharField(allow_blank=True)
    hint = serializers.CharField(allow_blank=True)


class SheetSerializer(serializers.Serializer[Any]):
    """The day sheet of one group."""

    id = serializers.UUIDField()
    held_on = serializers.DateField()
    state = serializers.CharField()
    posyandu = serializers.CharField()
    group = serializers.CharField()
    rows = SheetRowSerializer(many=True)
