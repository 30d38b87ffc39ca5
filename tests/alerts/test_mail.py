"""Mails as messages: what somebody typed stays text, whatever it looks like."""

from __future__ import annotations

import datetime as dt
from email import message_from_bytes, policy

import pytest

from kb.accounts import mailing
from kb.accounts.errors import BadInput
from kb.alerts import mail
from kb.alerts.parcels import About, Group, Parcel, Sentence
from kb.core.settings import Settings

SETTINGS = Settings(base_url="https://artdocket.example", smtp_url="smtp://127.0.0.1")
EVIL = "Painter\r\nBcc: all@example.org\r\n\r\n<script>boo</script>"


def parcel(title: str, *texts: str, left_out: int = 0) -> Parcel:
    at = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    sentences = tuple(Sentence("status", text, "/cases/a", at) for text in texts)
    group = Group(1, title, title, title, (About("case", "a", title, sentences),))
    return Parcel((group,), left_out)


def test_nothing_that_somebody_typed_makes_a_header_of_its_own() -> None:
    message = mail.alert(
        parcel(EVIL, EVIL), key="k", rhythm="immediate", to="ada@example.org",
        stop_url="https://artdocket.example/unsubscribe/1", settings=SETTINGS,
    )  # fmt: skip
    received = message_from_bytes(message.as_bytes(policy=policy.SMTP), policy=policy.default)
    assert received["Bcc"] is None and received["To"] == "ada@example.org"
    assert "Bcc: all@example.org" in received["Subject"]
    html = received.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "<script>" not in html and "&lt;script&gt;" in html


@pytest.mark.parametrize(
    ("texts", "left_out", "rhythm", "subject"),
    [
        (("Settled",), 0, "immediate", "A v. B: Settled"),
        (("Settled", "Dismissed"), 0, "daily", "Daily digest: A v. B: 2 changes"),
        (("Settled",), 300, "weekly", "Weekly digest: A v. B: 301 changes"),
        (("x" * 500,), 0, "immediate", f"A v. B: {'x' * 141}…"),
    ],
)
def test_the_subject_says_what_there_is_to_say(
    texts: tuple[str, ...], left_out: int, rhythm: str, subject: str
) -> None:
    message = mail.alert(
        parcel("A v. B", *texts, left_out=left_out), key="k", rhythm=rhythm,
        to="ada@example.org", stop_url="https://a.example/", settings=SETTINGS,
    )  # fmt: skip
    assert message["Subject"] == subject
    assert (f"And {left_out} more" in message.as_string()) is bool(left_out)


@pytest.mark.parametrize("address", ["ada@example.org", "a.b+c@mail.museum.example", " a@b.cd "])
def test_what_nearly_every_address_looks_like_is_taken(address: str) -> None:
    assert mailing.checked(address) == address.strip()


@pytest.mark.parametrize(
    "address",
    [
        "", "ada", "ada@", "@example.org", "ada@localhost", "a b@example.org", "a@b@example.org",
        "ada@example.org\nBcc: x@example.org", "ada@example.org, x@example.org",
        '"a b"@example.org',
        "<ada@example.org>", "ada@[127.0.0.1]", "ada@example..org", "ä@example.org",
        "a" * 65 + "@example.org", "a@" + "b" * 250 + ".org",
    ],
)  # fmt: skip
def test_what_can_be_no_address_is_refused(address: str) -> None:
    with pytest.raises(BadInput):
        mailing.checked(address)
