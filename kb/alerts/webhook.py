"""Requests to webhooks, as Standard Webhooks has them: a JSON body, and a signature over it.

`webhook-id` names the delivery, the same at every try, so that a receiver can tell a repetition;
`webhook-timestamp` are seconds since 1970; `webhook-signature` is `v1,` and the base 64 of the
HMAC-SHA256 over `id.timestamp.body` with the 32 bytes of the `whsec_` secret.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
from typing import Any, Final

from kb.alerts.outgoing import SENT, Outcome
from kb.alerts.parcels import Group, Parcel
from kb.core.errors import InvalidInput
from kb.entries.views import entry_url

#: What a subscription's signing secret is a keyed hash of.
SIGNING: Final = "webhook"
LONGEST_URL: Final = 2000
#: By this a receiver says that it wants no more.
GONE: Final = 410


def body(parcel: Parcel, *, base_url: str, at: dt.datetime) -> bytes:
    """What is told, as JSON; a trial, whose parcel is empty, is of the type `test`."""
    told: dict[str, Any] = {
        "type": "entries.changed" if parcel.groups else "test",
        "timestamp": at.isoformat(),
        "data": _data(parcel.groups[0], base_url) if parcel.groups else {},
    }
    if parcel.left_out:
        told["left_out"] = parcel.left_out
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def headers(key: str, sent: bytes, *, secret: str, at: dt.datetime) -> dict[str, str]:
    """The headers of a request with that body; `secret` begins with `whsec_`."""
    seconds = int(at.timestamp())
    signed = f"{key}.{seconds}.".encode() + sent
    raw = base64.b64decode(secret.removeprefix("whsec_"))
    signature = base64.b64encode(hmac.new(raw, signed, hashlib.sha256).digest()).decode()
    return {
        "Content-Type": "application/json; charset=utf-8",
        "webhook-id": key,
        "webhook-timestamp": str(seconds),
        "webhook-signature": f"v1,{signature}",
    }


def outcome(status: int) -> Outcome:
    """What an answer of that status means: any 2xx took it."""
    if 200 <= status < 300:
        return SENT
    moved = " It is not followed to another address." if 300 <= status < 400 else ""
    return Outcome("failed" if status == GONE else "again", f"It answered {status}.{moved}")


def checked_url(url: str) -> str | None:
    """The address without blanks, None for none; `InvalidInput` where it cannot be one."""
    url = url.strip()
    if not url:
        return None
    if len(url) > LONGEST_URL or not url.isprintable() or " " in url:
        raise InvalidInput("Give the address of the webhook, such as https://example.org/hook.")
    if not url.startswith(("https://", "http://")):
        raise InvalidInput("The address of a webhook begins with https://.")
    return url


def _data(group: Group, base_url: str) -> dict[str, Any]:
    return {
        "subscription": {"id": group.subscription_id, "name": group.name, "note": group.note},
        "entries": [
            {
                "kind": entry.kind,
                "slug": entry.slug,
                "title": entry.title,
                "url": base_url + entry_url(entry.kind, entry.slug),
                "changes": [
                    {
                        "meaning": one.meaning,
                        "sentence": one.text,
                        "url": base_url + one.path,
                        "at": one.at.isoformat(),
                    }
                    for one in entry.sentences
                ],
            }
            for entry in group.entries
        ],
    }
