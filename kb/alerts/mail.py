"""Mails as messages: text and HTML, why they come, and how they are stopped with one click.

Everything that somebody typed reaches headers through `EmailMessage` alone, on one line.
"""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from kb.accounts import mailing
from kb.alerts.parcels import Parcel
from kb.core import clock
from kb.core.resources import resource_dir
from kb.core.settings import Settings
from kb.entries.views import entry_url

#: What the address that stops a mail is a keyed hash of.
UNSUBSCRIBE: Final = "unsubscribe"
NAME: Final = "Artdocket"
_LONGEST_SUBJECT: Final = 150
_DIGESTS: Final = {"daily": "Daily digest", "weekly": "Weekly digest"}


def alert(
    parcel: Parcel, *, key: str, rhythm: str, to: str, stop_url: str, settings: Settings
) -> EmailMessage:
    """A mail with notices; `key` is that of its delivery, which its Message-ID never changes."""
    heading = _heading(parcel, rhythm)
    message = _message(heading, key=key, to=to, settings=settings)
    message["List-Unsubscribe"] = f"<{stop_url}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    message["List-Id"] = f"{NAME} alerts <alerts.{_host(settings)}>"
    told = {
        "heading": heading,
        "parcel": parcel,
        "base_url": settings.base_url,
        "stop_url": stop_url,
    }
    message.set_content(_template("alert.txt").render(told))
    message.add_alternative(_template("alert.html").render(told), subtype="html")
    return message


def confirmation(*, key: str, to: str, token: str, settings: Settings) -> EmailMessage:
    """The mail that asks whether an address is right."""
    message = _message(f"{NAME}: confirm your address", key=key, to=to, settings=settings)
    message.set_content(
        _template("confirm.txt").render(
            link=f"{settings.base_url}/alerts/mail/confirm?token={token}",
            days=mailing.LINK_LIFETIME.days,
            base_url=settings.base_url,
        )
    )
    return message


def _heading(parcel: Parcel, rhythm: str) -> str:
    """`Daily digest: 12 changes`, or the one sentence that there is to say."""
    count = parcel.count + parcel.left_out
    entries = [entry for group in parcel.groups for entry in group.entries]
    if count == 1:
        said = f"{entries[0].title}: {entries[0].sentences[0].text}"
    elif len({(entry.kind, entry.slug) for entry in entries}) == 1:
        said = f"{entries[0].title}: {count} changes"
    else:
        said = f"{count} changes that you follow"
    digest = _DIGESTS.get(rhythm)
    return f"{digest}: {said}" if digest else said


def _message(subject: str, *, key: str, to: str, settings: Settings) -> EmailMessage:
    message = EmailMessage()
    line = " ".join("".join(c if c.isprintable() else " " for c in subject).split())
    message["Subject"] = line if len(line) <= _LONGEST_SUBJECT else f"{line[:149]}…"
    sender = settings.mail_from or f"artdocket@{_host(settings)}"
    message["From"] = Address(NAME, addr_spec=sender)
    message["To"] = Address(addr_spec=to)
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = f"<{key}@{_host(settings)}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no machine is to answer
    return message


def _host(settings: Settings) -> str:
    return urlsplit(settings.base_url).hostname or "localhost"


@lru_cache(maxsize=4)
def _template(name: str) -> Template:
    made = Environment(
        loader=FileSystemLoader(resource_dir("templates") / "mail"),
        autoescape=name.endswith(".html"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["entry_url"] = entry_url
    return made.get_template(name)
