"""Random tokens, the digests that are stored of them, and the installation's secret key.

The key serves keyed hashes only (visitors' addresses in the throttle), so that what lies in
the database cannot be turned back by trying all addresses.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path

from kb.core.errors import ConfigurationError
from kb.core.settings import SHORTEST_KEY, Settings

_RANDOM_BYTES = 32


def new_token(prefix: str = "") -> str:
    """A token of 256 random bits that fits into an address, a header or a cookie."""
    return prefix + secrets.token_urlsafe(_RANDOM_BYTES)


def digest(token: str) -> str:
    """What is stored of a token; it needs no salt, since the token is random."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def keyed(key: bytes, text: str) -> str:
    """A keyed hash of a text, 32 hexadecimal digits."""
    return hmac.new(key, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:32]


def secret_key(settings: Settings) -> bytes:
    """The key of `KB_SECRET_KEY`, else that of `secret-key` in the data folder.

    The file is made on the first run, readable by its owner alone; processes that start at
    once agree on one. `ConfigurationError` where others can read it or it cannot be kept.
    """
    if settings.secret_key:
        return settings.secret_key.encode()
    path = settings.data_dir / "secret-key"
    try:
        return _kept(path) or _made(path)
    except OSError as error:
        raise ConfigurationError(
            f"The secret key cannot be kept in {path} ({error.strerror}); several processes need "
            "a shared one, so set KB_SECRET_KEY."
        ) from error


def fingerprint(key: bytes) -> str:
    """What shows whether two processes have the same key, without showing the key."""
    return keyed(key, "fingerprint")


def _kept(path: Path) -> bytes | None:
    try:
        found = path.read_bytes().strip()
    except FileNotFoundError:
        return None
    if path.stat().st_mode & 0o077:
        raise ConfigurationError(f"Others can read the secret key: run chmod 600 {path}.")
    if len(found) < SHORTEST_KEY:
        raise ConfigurationError(
            f"The secret key in {path} is shorter than {SHORTEST_KEY} characters; remove the file "
            "to have a new one made."
        )
    return found


def _made(path: Path) -> bytes:
    """Write a new key whole under another name, then link it: whoever is first wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}-{os.getpid()}-{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(new_token().encode() + b"\n")
        with suppress(FileExistsError):  # another process was first: its key holds
            os.link(draft, path)
    finally:
        draft.unlink()
    kept = _kept(path)
    assert kept is not None
    return kept
