"""Sealing of numbers that name a person (NIK, No. KK): readable only with the key, findable by a keyed hash.

The sealed form is ``0x01 | 12-byte nonce | AES-256-GCM ciphertext and tag``; the purpose is authenticated
with it, so a sealed No. KK cannot be passed off as a NIK. The hash is HMAC-SHA256 under a key of its own.
Both keys are derived from ILP_SEAL_KEY, so losing that key loses every sealed number.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
from functools import lru_cache
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

NIK = "nik"
KK = "kk"

_VERSION = b"\x01"
_NONCE_BYTES = 12
_KEY_BYTES = 32


class SealBroken(Exception):
    """The sealed value was not made with this key, or was changed since. The message never holds it."""


class _Keys(NamedTuple):
    cipher: AESGCM
    hash_key: bytes

    def __repr__(self) -> str:
        return "<seal keys>"


def seal(plain: str, purpose: str = NIK) -> bytes:
    """Encrypt a number. Two seals of one number differ; find it again by `keyed_hash`.

    :raises ImproperlyConfigured: without a usable ILP_SEAL_KEY.
    """
    nonce = os.urandom(_NONCE_BYTES)
    body = _keys().cipher.encrypt(nonce, plain.encode("ascii"), purpose.encode("ascii"))
    return _VERSION + nonce + body


def unseal(sealed: bytes | memoryview, purpose: str = NIK) -> str:
    """The number inside.

    :raises SealBroken: when the key is another one, the purpose differs or the bytes were changed.
    """
    raw = bytes(sealed)
    if raw[:1] != _VERSION:
        raise SealBroken("The sealed value has an unknown version.")
    nonce, body = raw[1 : 1 + _NONCE_BYTES], raw[1 + _NONCE_BYTES :]
    try:
        return _keys().cipher.decrypt(nonce, body, purpose.encode("ascii")).decode("ascii")
    except InvalidTag:
        raise SealBroken("The sealed value does not open with this ILP_SEAL_KEY.") from None


def keyed_hash(plain: str, purpose: str = NIK) -> bytes:
    """32 bytes that are the same for the same number and key: for look-up and uniqueness only."""
    return hmac.digest(_keys().hash_key, f"{purpose}:{plain}".encode("ascii"), "sha256")


def _keys() -> _Keys:
    return _derive(settings.SEAL_KEY)


@lru_cache(maxsize=4)
def _derive(text: str) -> _Keys:
    master = _master(text)
    return _Keys(AESGCM(_expand(master, b"ilp seal v1")), _expand(master, b"ilp hash v1"))


def _expand(master: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=info).derive(master)


def _master(text: str) -> bytes:
    if not text:
        raise ImproperlyConfigured(
            "ILP_SEAL_KEY is not set. NIK and No. KK cannot be kept or read without it. Set it to 32 random"
            " bytes in base64, keep a copy in a safe place, and never change it afterwards."
        )
    try:
        master = base64.b64decode(text, altchars=b"-_" if {"-", "_"} & set(text) else None, validate=True)
    except (binascii.Error, ValueError):
        master = b""
    if len(master) != _KEY_BYTES:
        raise ImproperlyConfigured("ILP_SEAL_KEY must be exactly 32 bytes in base64.")
    return master
