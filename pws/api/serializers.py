"""The shape of the read-only API."""

from rest_framework import serializers


class IndicatorSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """One declaration of the catalogue."""

    code = serializers.CharField()
    title = serializers.CharField()
    short = serializers.CharField()
    definition = serializers.CharField()
    kind = serializers.CharField()
    subject = serializers.CharField()
    numerator = serializers.CharField()
    denominator = serializers.CharField(allow_null=True)
    direction = serializers.CharField()
    target = serializers.DecimalField(max_digits=5, decimal_places=2, allow_null=True)
    ages = serializers.ListField(child=serializers.IntegerField(), allow_null=True)
    source = serializers.CharField()  # type: ignore[assignment]


class NumberSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """One indicator of one desa and month. `is_hidden`: fewer than five, for roles that may not know."""

    indicator = serializers.CharField()
    numerator = serializers.IntegerField(allow_null=True)
    denominator = serializers.IntegerField(allow_null=True)
    percent = serializers.DecimalField(max_digits=7, decimal_places=1, allow_null=True)
    target = serializers.DecimalField(max_digits=5, decimal_places=2, allow_null=True)
    trend = serializers.CharField()
    is_hidden = serializers.BooleanField()


class DesaNumbersSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """The numbers of one desa and month, and until when records are counted."""

    desa = serializers.CharField()
    month = serializers.CharField()
    counted_until = serializers.DateTimeField(allow_null=True)
    numbers = NumberSerializer(many=True)
