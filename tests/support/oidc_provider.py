"""A small OpenID Connect provider on loopback, as strict as a real one and as wrong as told."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from kb.core import clock

CLIENT_ID = "artdocket"
CLIENT_SECRET = "a secret of the client, 32 letters"


@cache
def signing_key(number: int) -> RSAKey:
    """One of the provider's keys."""
    return RSAKey.generate_key(2048, {"kid": f"key-{number}", "use": "sig"})


@dataclass
class OidcProvider:
    """The provider: who is signed in there, and what is wrong with its answers."""

    url: str
    redirect_uri: str
    subject: str = "person-1"
    name: str = "Olga Example"
    #: Claims put over those of the tokens; None leaves one out.
    claims: dict[str, Any] = field(default_factory=dict)
    algorithm: str = "RS256"
    key_number: int = 1  # the one that is published
    signs_with: int = 0  # another one, under the name of the published one
    issuer: str = ""
    is_down: bool = False
    #: What was posted for a code, the last one last.
    exchanges: list[dict[str, str]] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    takes_codes_twice: bool = False

    def answer(self, path: str) -> tuple[int, dict[str, Any]]:
        """What is asked for with GET, but for the page to sign in."""
        if path == "/.well-known/openid-configuration":
            return 200, {
                "issuer": self.issuer or self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/keys",
            }
        if path == "/keys":
            return 200, {"keys": [signing_key(self.key_number).as_dict(private=False)]}
        return 404, {}

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser is sent back to."""
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT_ID
        assert asked["redirect_uri"] == self.redirect_uri
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = secrets.token_urlsafe()
        self.codes[code] = asked
        return f"{self.redirect_uri}?{urlencode({'code': code, 'state': asked['state']})}"

    def exchange(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """Tokens for a code."""
        self.exchanges.append(form)
        pair = base64.b64encode(f"{CLIENT_ID}:{_quoted(CLIENT_SECRET)}".encode()).decode()
        if authorization != f"Basic {pair}":
            return 401, {"error": "invalid_client"}
        asked = self.codes.get(form["code"])
        if not self.takes_codes_twice:
            self.codes.pop(form["code"], None)
        verifier = form.get("code_verifier", "")
        if (
            asked is None
            or form["redirect_uri"] != asked["redirect_uri"]
            or _challenge(verifier) != asked["code_challenge"]
        ):
            return 400, {"error": "invalid_grant"}
        return 200, {"token_type": "Bearer", "id_token": self.token(asked["nonce"])}

    def token(self, nonce: str) -> str:
        """The ID token, signed as told."""
        now = int(clock.now().timestamp())
        claims = {
            "iss": self.url,
            "sub": self.subject,
            "aud": CLIENT_ID,
            "name": self.name,
            "nonce": nonce,
            "iat": now,
            "exp": now + 300,
        } | self.claims
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.algorithm == "none":
            parts = ({"alg": "none", "kid": "key-1"}, claims)
            return ".".join([*(_encoded(json.dumps(part).encode()) for part in parts), ""])
        header = {"alg": self.algorithm, "kid": f"key-{self.key_number}"}
        if self.algorithm.startswith("HS"):
            return jwt.encode(header, claims, OctKey.import_key(CLIENT_SECRET))
        return jwt.encode(header, claims, signing_key(self.signs_with or self.key_number))


@contextmanager
def oidc_provider(redirect_uri: str) -> Iterator[OidcProvider]:
    """Run the provider until the block ends."""
    provider = OidcProvider(url="", redirect_uri=redirect_uri)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/authorize":
                self.send_response(303)
                self.send_header("Location", provider.authorize(dict(parse_qsl(parts.query))))
                self.end_headers()
            else:
                self._send(*provider.answer(parts.path))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            authorization = self.headers.get("Authorization", "")
            self._send(*provider.exchange(dict(parse_qsl(body)), authorization))

        def _send(self, status: int, found: dict[str, Any]) -> None:
            data = b"out of order" if provider.is_down else json.dumps(found).encode()
            self.send_response(503 if provider.is_down else status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args: Any) -> None:
            """Print nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _challenge(verifier: str) -> str:
    return _encoded(hashlib.sha256(verifier.encode()).digest())


def _quoted(text: str) -> str:
    return text.replace(" ", "%20").replace(",", "%2C")
