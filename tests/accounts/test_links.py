"""Secret addresses: made again at will, good for one row, one purpose, one nonce and one key."""

from __future__ import annotations

import base64

import pytest

from kb.accounts import links

KEY = b"k" * 32


def test_a_secret_can_be_made_again_and_names_its_row() -> None:
    text = links.secret(KEY, "feed", 12, "nonce")
    assert text == links.secret(KEY, "feed", 12, "nonce")
    assert links.row_of(text) == 12
    assert links.fits(text, KEY, "feed", 12, "nonce")
    assert text.isascii() and len(text) == 2 + 1 + 43


@pytest.mark.parametrize(
    ("key", "purpose", "row", "nonce"),
    [
        (b"x" * 32, "feed", 12, "nonce"),
        (KEY, "list", 12, "nonce"),
        (KEY, "feed", 13, "nonce"),
        (KEY, "feed", 12, "another"),
        (KEY, "feed", 12, None),
    ],
)
def test_it_is_good_for_nothing_else(key: bytes, purpose: str, row: int, nonce: str | None) -> None:
    assert not links.fits(links.secret(KEY, "feed", 12, "nonce"), key, purpose, row, nonce)


@pytest.mark.parametrize("text", ["", "-", "x-y", "12", "٣-abc", "9" * 400 + "-a", "12-\ud800"])
def test_what_is_no_secret_fits_nothing(text: str) -> None:
    row = links.row_of(text)
    assert 0 <= row < 10**9
    assert not links.fits(text, KEY, "feed", row, "nonce")


def test_a_signing_secret_holds_as_many_bytes_as_the_hash() -> None:
    made = links.signing_secret(KEY, "webhook", 1, "nonce")
    assert len(base64.b64decode(made.removeprefix("whsec_"), validate=True)) == 32
