"""The hari buka for programs: the sheet as JSON, and visits sent row by row."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ilp.access import audit
from ilp.access.models import User
from posyandu.api.rows import keep_row
from posyandu.api.serializers import (
    AnswersSerializer,
    RowsSerializer,
    SentRowsSerializer,
    SheetSerializer,
)
from posyandu.rules.life_cycle import Group, group_called
from posyandu.selectors.day_sheet import day_sheet
from posyandu.services.rulesets import ruleset_for
from posyandu.views.objects import readable_day, writable_day


def _user(request: Request) -> User:
    assert isinstance(request.user, User)  # IsAuthenticated let the request in
    return request.user


class SheetView(APIView):
    """Who is expected at a hari buka."""

    @extend_schema(
        responses=SheetSerializer,
        parameters=[OpenApiParameter("kelompok", str, enum=[group.value for group in Group])],
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """The sheet of one group; balita unless `kelompok` names another. 404 outside the area."""
        day = readable_day(_user(request), pk)
        group = group_called(request.query_params.get("kelompok", ""))
        sheet = day_sheet(day=day, rules=ruleset_for(day.held_on), group=group)
        audit.record("person.listed", "person", sheet.person_ids, desa_id=day.desa_id, changes={"api": True})
        body: dict[str, Any] = {
            "id": day.pk,
            "held_on": day.held_on,
            "state": day.state,
            "posyandu": day.posyandu.name,
            "group": group.value,
            "rows": sheet.rows,
        }
        return Response(SheetSerializer(body).data)


class VisitsView(APIView):
    """Visits of balita, sent row by row."""

    @extend_schema(request=SentRowsSerializer, responses=AnswersSerializer)
    def post(self, request: Request, pk: UUID) -> Response:
        """Keep each row on its own. Always 200 with one answer for each row; sending again is harmless.

        `kept`: now stored. `duplicate`: was stored before with the same values. `conflict`: another visit of
        this child stands; both versions are in the answer. `refused`: see the messages; with `confirm`, send
        the row again with that as `sure` after measuring again.
        """
        day = writable_day(_user(request), pk)
        sent = RowsSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        answers = [keep_row(day.pk, row, _user(request)) for row in sent.validated_data["rows"]]
        return Response(AnswersSerializer({"rows": answers}).data)
