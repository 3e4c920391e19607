"""Settings are understood, or the start stops and says which one is wrong."""

import pytest

from ilp.embedded.environment import VARIABLES, SettingError, check, read, read_all


def test_the_defaults_are_understood() -> None:
    assert read_all({})["ILP_PORT"] == 8000
    assert read_all({})["ILP_DEMO"] == "73.09"


def test_other_names_are_nobody_s_business() -> None:
    check({"PATH": "/bin", "ILPX": "1"})


@pytest.mark.parametrize(
    ("name", "value", "meant"),
    [
        ("ILP_DEBUG", "yes", True),
        ("ILP_DEMO", "", ""),
        ("ILP_DEMO_SCALE", "1", 1.0),
        ("ILP_LOG_LEVEL", "warning", "WARNING"),
        ("ILP_ALLOWED_HOSTS", "a.id, b.id,", ["a.id", "b.id"]),
        ("ILP_SEAL_KEY", "A" * 43 + "=", "A" * 43 + "="),
    ],
)
def test_it_reads(name: str, value: str, meant: object) -> None:
    assert read(name, {name: value}) == meant


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ILP_DEBUG", "maybe"),
        ("ILP_PORT", "0"),
        ("ILP_PORT", "65536"),
        ("ILP_PORT", "٨"),
        ("ILP_DEMO", "Maros"),
        ("ILP_DEMO_SCALE", "0"),
        ("ILP_DEMO_SCALE", "1.5"),
        ("ILP_DATABASE_URL", "mysql://db/ilp"),
        ("ILP_TRUSTED_ORIGINS", "ilp.example.go.id"),
        ("ILP_SEAL_KEY", "AAAA"),
    ],
)
def test_it_refuses_and_names_the_variable(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=name):
        check({name: value})


def test_it_never_shows_a_secret() -> None:
    with pytest.raises(SettingError) as stopped:
        check({"ILP_DATABASE_URL": "mysql://ilp:hunter2@db/ilp"})
    assert "hunter2" not in str(stopped.value)


def test_every_setting_has_a_sentence() -> None:
    assert all(variable.description.endswith(".") for variable in VARIABLES.values())
