"""A sealed number opens only with its key, for its purpose, unchanged."""

import base64
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from ilp.base import sealing
from ilp.base.nik import NumberRefused, clean_kk, clean_nik, nik_warnings, synthetic_nik

NIK = "7309014305249001"
OTHER_KEY = base64.b64encode(bytes(range(32))).decode()


def test_it_opens_what_it_sealed() -> None:
    assert sealing.unseal(sealing.seal(NIK)) == NIK
    assert sealing.unseal(memoryview(sealing.seal(NIK))) == NIK


def test_two_seals_of_one_number_differ_and_their_hashes_agree() -> None:
    assert sealing.seal(NIK) != sealing.seal(NIK)
    assert sealing.keyed_hash(NIK) == sealing.keyed_hash(NIK)
    assert len(sealing.keyed_hash(NIK)) == 32


def test_the_number_is_not_in_the_seal_or_the_hash() -> None:
    assert NIK.encode() not in sealing.seal(NIK) + sealing.keyed_hash(NIK)


@pytest.mark.parametrize("place", [0, 1, 12, 13, -1])
def test_a_changed_byte_is_noticed(place: int) -> None:
    changed = bytearray(sealing.seal(NIK))
    changed[place] ^= 1
    with pytest.raises(sealing.SealBroken) as broken:
        sealing.unseal(bytes(changed))
    assert NIK not in str(broken.value)


def test_a_family_card_cannot_pass_as_a_nik() -> None:
    with pytest.raises(sealing.SealBroken):
        sealing.unseal(sealing.seal(NIK, sealing.KK), sealing.NIK)
    assert sealing.keyed_hash(NIK, sealing.KK) != sealing.keyed_hash(NIK, sealing.NIK)


def test_another_key_opens_nothing(settings: Any) -> None:
    sealed, digest = sealing.seal(NIK), sealing.keyed_hash(NIK)
    settings.SEAL_KEY = OTHER_KEY
    assert sealing.keyed_hash(NIK) != digest
    with pytest.raises(sealing.SealBroken):
        sealing.unseal(sealed)


@pytest.mark.parametrize("key", ["", "kunci", "c2hvcnQ=", "!" * 44])
def test_it_refuses_to_work_without_a_whole_key(settings: Any, key: str) -> None:
    settings.SEAL_KEY = key
    for work in (sealing.seal, sealing.keyed_hash):
        with pytest.raises(ImproperlyConfigured, match="ILP_SEAL_KEY") as refused:
            work(NIK)
        assert not key or key not in str(refused.value)


def test_the_keys_are_in_no_repr() -> None:
    sealing.seal(NIK)
    assert repr(sealing._keys()) == "<seal keys>"


@pytest.mark.parametrize("typed", [NIK, "7309 0143 0524 9001", "7309.0143-0524.9001", f" {NIK}\n"])
def test_a_nik_may_be_typed_with_separators(typed: str) -> None:
    assert clean_nik(typed) == NIK


@pytest.mark.parametrize("typed", ["", "7309", NIK + "1", "73090143052490O1", "٧٣٠٩٠١٤٣٠٥٢٤٩٠٠١"])
def test_anything_but_16_digits_is_refused_without_repeating_it(typed: str) -> None:
    with pytest.raises(NumberRefused) as refused:
        clean_nik(typed)
    assert not typed or typed not in str(refused.value)


def test_the_message_names_the_card() -> None:
    with pytest.raises(NumberRefused, match="Nomor KK"):
        clean_kk("12")


def test_an_invented_nik_fits_its_person() -> None:
    from datetime import date

    for sex in "LP":
        nik = synthetic_nik("730901", date(2024, 2, 29), sex, 9001)
        assert nik_warnings(nik, born_on=date(2024, 2, 29), sex=sex) == []
    with pytest.raises(ValueError, match="9000"):
        synthetic_nik("730901", date(2024, 2, 29), "L", 8999)
