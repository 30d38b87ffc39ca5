"""Secret addresses: whoever has one may use it, until its owner makes another.

The address of a shared list or of a feed has to be shown again and again, and that for
unsubscribing stands in every mail, so a digest of a random token would not do. The secret is a
keyed hash over the number of the row that it leads to and the row's random nonce: it can be
made again at any time, the database alone does not give it away, and another nonce ends it.
With another `KB_SECRET_KEY` all of them end.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets


def new_nonce() -> str:
    """What makes the secrets of a row: 128 random bits."""
    return secrets.token_urlsafe(16)


def secret(key: bytes, purpose: str, row_id: int, nonce: str) -> str:
    """`12-Xs5…`: the row's number, and 256 bits that nobody can guess."""
    digest = base64.urlsafe_b64encode(_digest(key, purpose, row_id, nonce))
    return f"{row_id}-{digest.decode().rstrip('=')}"


def row_of(text: str) -> int:
    """The number of the row in a secret; 0 where it can be none."""
    head = text.partition("-")[0]
    return int(head) if head.isascii() and head.isdigit() and len(head) < 10 else 0


def fits(text: str, key: bytes, purpose: str, row_id: int, nonce: str | None) -> bool:
    """Whether it is the secret of the row; one without a nonce has none."""
    if nonce is None:
        return False
    right = secret(key, purpose, row_id, nonce)
    return hmac.compare_digest(text.encode("utf-8", "replace"), right.encode())


def signing_secret(key: bytes, purpose: str, row_id: int, nonce: str) -> str:
    """`whsec_…`: 32 bytes in base 64, as Standard Webhooks wants them."""
    return f"whsec_{base64.b64encode(_digest(key, purpose, row_id, nonce)).decode()}"


def _digest(key: bytes, purpose: str, row_id: int, nonce: str) -> bytes:
    return hmac.new(key, f"{purpose}:{row_id}:{nonce}".encode(), hashlib.sha256).digest()
