"""Passwords are judged by length and by whether everybody tries them, and hashed by Argon2id."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from kb.accounts import passwords


@pytest.mark.parametrize(
    "password",
    [
        "a quiet harbour at noon", "alllowercase", "            ab c", "пароль из четырёх слов",
        "密碼是一條很長的河流在夜裡", "gd83!kqpz0-x", "x" * 11 + "yz",
        "correct harbour battery noon",
    ],
)  # fmt: skip
def test_any_composition_will_do(password: str) -> None:
    assert passwords.fault(password) == ""


@pytest.mark.parametrize(
    "password",
    [
        "password1234", "Password123!", "P@ssw0rd2024", "passwordpassword", "letmein12345",
        "123456789012", "987654321098", "qwertyuiopas", "abcdefghijkl", "aaaaaaaaaaaa",
        "abababababab", "iloveyou2026!", "Summer2026!!", "correcthorsebatterystaple",
        "Welcome12345", "1qaz2wsx3edc", "ADMINISTRATOR", "artdocket2026",
    ],
)  # fmt: skip
def test_what_everybody_tries_is_refused(password: str) -> None:
    assert "tried first" in passwords.fault(password)


@pytest.mark.parametrize(
    ("length", "is_fine"), [(11, False), (12, True), (200, True), (201, False)]
)
def test_length_has_two_limits(length: int, is_fine: bool) -> None:
    text = ("seven grey herons stand in the reeds " * 6)[:length]
    assert (passwords.fault(text) == "") is is_fine


def test_the_name_of_the_account_is_no_password() -> None:
    assert "the name" in passwords.fault("Ada Example 1815", name="Ada Example")


def test_a_hash_is_argon2id_salted_and_right_for_its_password_alone() -> None:
    first, second = passwords.hashed("a quiet harbour"), passwords.hashed("a quiet harbour")
    assert first.startswith("$argon2id$v=19$m=47104,t=1,p=1$")
    assert first != second
    assert passwords.is_right("a quiet harbour", first)
    assert not passwords.is_right("a quiet harbor", first)
    assert not passwords.is_right("", first)
    assert not passwords.is_outdated(first)


def test_two_ways_to_type_the_same_characters_are_one_password() -> None:
    assert passwords.is_right("cafe\u0301 at the harbour", passwords.hashed("café at the harbour"))


def test_a_name_that_does_not_exist_costs_as_much_as_one_that_does() -> None:
    stored = passwords.hashed("a quiet harbour")
    passwords.is_right("wrong", None)  # makes the hash that stands in for the missing one
    known = _cost(lambda: passwords.is_right("wrong", stored))
    unknown = _cost(lambda: passwords.is_right("wrong", None))
    assert 0.6 < unknown / known < 1.6


def _cost(deed: Callable[[], object]) -> float:
    """Seconds of processor time, the least of some runs, so that neighbours do not count."""
    costs = []
    for _ in range(4):
        before = time.process_time()
        deed()
        costs.append(time.process_time() - before)
    return min(costs)
