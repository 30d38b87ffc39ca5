"""Passwords: what may be one, and Argon2id hashes of them.

The rules are those of NIST SP 800-63B and OWASP ASVS 5.0 (6.2): length counts, composition
does not, and what everybody tries first is refused.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from kb.accounts import secrets

SHORTEST = 12
LONGEST = 200
#: OWASP's first choice: 46 MiB, one pass, one lane; some 50 ms of one core.
_HASHER = PasswordHasher(time_cost=1, memory_cost=47_104, parallelism=1)
#: Two at a time, so that many sign-ins at once do not take all memory.
_HASHING = threading.Semaphore(2)
_ROWS = (
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
)
_LEET = str.maketrans("013457@$!", "oieastasi")


def fault(password: str, *, name: str = "") -> str:
    """Why this cannot be the password of that account: one sentence, empty if it can."""
    if len(password) < SHORTEST:
        return f"Choose a password of at least {SHORTEST} characters; a few words will do."
    if len(password) > LONGEST:
        return f"Choose a password of at most {LONGEST} characters."
    if _is_common(password):
        return "This password is one of those that are tried first; choose another."
    if name and _letters(name) and _letters(password) == _letters(name):
        return "Choose a password that is more than the name of the account."
    return ""


def hashed(password: str) -> str:
    """The Argon2id hash that is stored."""
    with _HASHING:
        return _HASHER.hash(_normal(password))


def is_right(password: str, stored: str | None) -> bool:
    """Whether it is the password of that hash; costs the same where there is no hash."""
    try:
        with _HASHING:
            _HASHER.verify(stored or _nobodys(), _normal(password[: LONGEST + 1]))
    except (VerifyMismatchError, InvalidHashError):
        return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Whether the hash was made with other parameters than those of today."""
    return _HASHER.check_needs_rehash(stored)


@cache
def _nobodys() -> str:
    return hashed(secrets.new_token())


def _normal(password: str) -> str:
    """One form for what different keyboards send for the same characters."""
    return unicodedata.normalize("NFKC", password)


def _is_common(password: str) -> bool:
    """Whether it is on the list, or on it but for what is added or replaced by habit."""
    folded = _normal(password).casefold().strip()
    if len(set(folded)) <= 2 or folded in _runs_of_keys():
        return True
    bare = re.sub(r"[\W\d_]+$|^[\W\d_]+", "", folded)
    candidates = {folded, bare, _letters(folded), _letters(bare.translate(_LEET))}
    halves = {text[: len(text) // 2] for text in candidates if _is_doubled(text)}
    return not _common().isdisjoint(candidates | halves)


def _is_doubled(text: str) -> bool:
    return len(text) % 2 == 0 and text[: len(text) // 2] == text[len(text) // 2 :]


def _letters(text: str) -> str:
    return re.sub(r"[\W\d_]+", "", text.casefold())


@cache
def _common() -> frozenset[str]:
    path = Path(__file__).parent / "common_passwords.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


@cache
def _runs_of_keys() -> frozenset[str]:
    """Every run of neighbouring digits, letters or keys that is long enough to be a password."""
    rows = [*_ROWS, *(row[::-1] for row in _ROWS)]
    return frozenset(
        row[start:end]
        for row in rows
        for start in range(len(row))
        for end in range(start + SHORTEST, len(row) + 1)
    )
