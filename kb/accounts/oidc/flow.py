"""One try to sign in at the provider, bound to the browser that began it by a sealed cookie.

The cookie holds what the answer is held against. It is signed with the installation's key, so
that nobody can plant one of their own making, and it is good for ten minutes.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import hmac
import json
from dataclasses import asdict, dataclass

from kb.accounts import secrets
from kb.accounts.errors import SignInRefused
from kb.core import clock

LIFETIME = dt.timedelta(minutes=10)
#: Bytes of the page to go on to; a cookie of more than 4,096 bytes is dropped by browsers.
_LONGEST_NEXT = 1000
_PURPOSE = "oidc flow:"
_AGAIN = "The sign-in took too long or was begun in another browser; begin again."


@dataclass(frozen=True)
class Flow:
    """What only this site and this browser know of one try."""

    state: str
    nonce: str
    verifier: str  # of PKCE
    next: str  # path to go on to
    expires_at: float  # seconds since 1970

    @property
    def challenge(self) -> str:
        """What the provider is told of the verifier beforehand (RFC 7636, S256)."""
        return _encoded(hashlib.sha256(self.verifier.encode()).digest())


def begin(next_path: str) -> Flow:
    """A new try; `next_path` must be a path of this site."""
    return Flow(
        state=secrets.new_token(),
        nonce=secrets.new_token(),
        verifier=secrets.new_token(),
        next=next_path if len(next_path.encode()) <= _LONGEST_NEXT else "/",
        expires_at=(clock.now() + LIFETIME).timestamp(),
    )


def sealed(flow: Flow, key: bytes) -> str:
    """The flow as the value of a cookie."""
    payload = _encoded(json.dumps(asdict(flow), ensure_ascii=False).encode())
    return f"{payload}.{secrets.keyed(key, _PURPOSE + payload)}"


def answered(cookie: str, key: bytes, *, state: str) -> Flow:
    """The flow that an answer with that state belongs to.

    `SignInRefused` unless the cookie is ours, is not too old, and is of that very state.
    """
    payload, _, seal = cookie.partition(".")
    if not _is_same(seal, secrets.keyed(key, _PURPOSE + payload)):
        raise SignInRefused(_AGAIN)
    try:
        flow = Flow(**json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))))
    except (binascii.Error, ValueError, TypeError) as error:  # sealed by another release
        raise SignInRefused(_AGAIN) from error
    if clock.now().timestamp() > flow.expires_at or not _is_same(state, flow.state):
        raise SignInRefused(_AGAIN)
    return flow


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _is_same(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), right.encode())
