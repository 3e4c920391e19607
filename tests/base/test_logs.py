"""A log line helps to find a fault and names nobody."""

import json
import logging

import pytest
import structlog
from django.test import Client, RequestFactory
from structlog.stdlib import ProcessorFormatter

from ilp.base import logs


def test_a_search_for_a_name_is_not_in_the_log() -> None:
    request = RequestFactory().get("/pws/nama/", {"cari": "Aisyah"})
    assert logs.RequestLogMiddleware.format_request(request) == "GET /pws/nama/"


def test_a_fault_is_told_without_the_values_of_its_variables(caplog: pytest.LogCaptureFixture) -> None:
    nik = "7309" + "0" * 12
    try:
        raise LookupError(len(nik))
    except LookupError:
        structlog.get_logger("ilp").exception("save_failed")
    options = {name: value for name, value in logs.FORMATTER.items() if name != "()"}
    line = json.loads(ProcessorFormatter(**options).format(caplog.records[-1]))
    assert (line["event"], line["level"]) == ("save_failed", "error")
    assert "LookupError: 16" in line["exception"]
    assert nik not in json.dumps(line)


@pytest.mark.django_db
def test_a_good_request_writes_no_line(visitor: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        visitor.get("/masuk/")
    assert [record.name for record in caplog.records if record.name.startswith("django_structlog")] == []


@pytest.mark.parametrize(
    ("headers", "address"),
    [({}, "127.0.0.1"), ({"X-Forwarded-For": "10.9.9.9, 203.0.113.7"}, "203.0.113.7")],
)
def test_a_line_names_the_address_the_nearest_proxy_heard(headers: dict[str, str], address: str) -> None:
    logs.RequestLogMiddleware.bind_ip(RequestFactory().get("/", headers=headers))
    assert structlog.contextvars.get_contextvars()["ip"] == address
    structlog.contextvars.clear_contextvars()
