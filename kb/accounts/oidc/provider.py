"""The provider as the settings name it: its addresses and keys, asked for when first needed.

What it says of itself is kept for an hour; its keys are read again when a token names one that
is not among them. Redirects of the provider are not followed.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import httpx2
import structlog

from kb.accounts.errors import ProviderAway, SignInRefused
from kb.accounts.oidc.flow import Flow
from kb.core.errors import ConfigurationError
from kb.core.settings import Settings

CALLBACK = "/login/oidc/callback"
KEPT_SECONDS = 3600.0
TIMEOUT_SECONDS = 5.0
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
log = structlog.get_logger()


def configured(settings: Settings) -> Provider | None:
    """The provider, or None where the settings name none.

    `ConfigurationError` where they name one that cannot be used.
    """
    if not settings.oidc_issuer:
        return None
    needed = {"KB_OIDC_CLIENT_ID": settings.oidc_client_id, "KB_BASE_URL": settings.base_url}
    for name, value in needed.items():
        if not value:
            raise ConfigurationError(f"KB_OIDC_ISSUER is set, so {name} must be set, too.")
    if find_spec("joserfc") is None:
        raise ConfigurationError(
            "KB_OIDC_ISSUER is set, but what reads its tokens is not installed: run "
            "pip install 'artdocket[oidc]', or leave the setting empty."
        )
    return Provider(settings)


class Provider:
    """Safe to share between threads: the worst is that two ask for the same thing at once."""

    def __init__(self, settings: Settings) -> None:
        self.issuer = settings.oidc_issuer
        self.client_id = settings.oidc_client_id
        self._secret = settings.oidc_client_secret
        self._redirect_uri = settings.base_url + CALLBACK
        self._kept: dict[str, tuple[float, dict[str, Any]]] = {}

    @property
    def host(self) -> str:
        """What people know the provider by."""
        return urlsplit(self.issuer).hostname or self.issuer

    def authorization_url(self, flow: Flow) -> str:
        """Where to send the browser; `ProviderAway` if the provider cannot be asked."""
        parameters = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self._redirect_uri,
            "scope": "openid profile",
            "state": flow.state,
            "nonce": flow.nonce,
            "code_challenge": flow.challenge,
            "code_challenge_method": "S256",
        }
        endpoint = str(self._metadata()["authorization_endpoint"])
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(parameters)}"

    def id_token(self, *, code: str, flow: Flow) -> str:
        """The ID token, not yet checked, for the code that the browser brought back.

        `SignInRefused` if the provider does not take the code, `ProviderAway` if it fails.
        """
        metadata = self._metadata()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._redirect_uri,
            "code_verifier": flow.verifier,
        }
        # RFC 6749 § 2.3.1: with a password a client proves who it is, else it says so.
        methods = metadata.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        auth = None
        if self._secret and "client_secret_basic" in methods:
            auth = (quote(self.client_id, safe=""), quote(self._secret, safe=""))
        else:
            form |= {"client_id": self.client_id}
            form |= {"client_secret": self._secret} if self._secret else {}
        status, answer = self._asked("POST", metadata["token_endpoint"], data=form, auth=auth)
        token = answer.get("id_token")
        if status != 200 or not isinstance(token, str):
            log.warning("code refused", status=status, error=str(answer.get("error"))[:100])
            raise SignInRefused("The sign-in provider did not confirm the sign-in; begin again.")
        return token

    def keys(self, *, again: bool = False) -> Mapping[str, Any]:
        """The provider's JSON Web Key Set; `again` asks for it anew."""
        return self._document(str(self._metadata()["jwks_uri"]), ("keys",), again=again)

    def _metadata(self) -> Mapping[str, Any]:
        """What the provider says of itself (OpenID Connect Discovery 1.0)."""
        url = self.issuer.rstrip("/") + "/.well-known/openid-configuration"
        found = self._document(url, (*_ENDPOINTS, "issuer"))
        if found["issuer"] != self.issuer:
            log.error("provider names another issuer", issuer=str(found["issuer"])[:200])
            raise ProviderAway(self.host)
        return found

    def _document(
        self, url: str, members: tuple[str, ...], *, again: bool = False
    ) -> Mapping[str, Any]:
        """A JSON object with these members, as asked for within the hour."""
        asked_at, kept = self._kept.get(url, (0.0, None))
        if kept is not None and not again and time.monotonic() - asked_at < KEPT_SECONDS:
            return kept
        status, found = self._asked("GET", url)
        if status != 200 or not all(found.get(member) for member in members):
            log.error("provider answers badly", url=url, status=status)
            raise ProviderAway(self.host)
        self._kept[url] = (time.monotonic(), found)
        return found

    def _asked(self, method: str, url: str, **options: Any) -> tuple[int, dict[str, Any]]:
        """Status and JSON object of an answer; `ProviderAway` if there is none."""
        try:
            answer = httpx2.request(method, url, timeout=TIMEOUT_SECONDS, **options)
            found = answer.json()
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
            log.warning("provider away", url=url, reason=type(error).__name__)
            raise ProviderAway(self.host) from error
        if answer.status_code >= 500 or not isinstance(found, dict):
            log.error("provider answers badly", url=url, status=answer.status_code)
            raise ProviderAway(self.host)
        return answer.status_code, found
