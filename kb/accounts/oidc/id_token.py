"""The ID token: the provider's signed word on who signed in (OpenID Connect Core 1.0, 3.1.3.7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kb.accounts.errors import SignInRefused
from kb.core import clock

#: Signatures by the provider's private key alone; never `none`, never a shared secret.
ALGORITHMS = ("RS256", "PS256", "ES256")
LEEWAY = 60  # seconds by which the provider's clock may differ
LONGEST_SUBJECT = 255
_REFUSED = "The answer of the sign-in provider cannot be trusted; nobody was signed in."


class UnknownKey(SignInRefused):
    """The token names a key that is not among those known; the provider may have new ones."""


@dataclass(frozen=True)
class Identity:
    """A person as the provider knows them; `name` is a wish, and proves nothing."""

    issuer: str
    subject: str
    name: str


def verified(
    token: str, keys: Mapping[str, Any], *, issuer: str, client_id: str, nonce: str
) -> Identity:
    """Who the token says signed in, if it is signed by one of the keys, for us, for this try.

    `keys` is the provider's JSON Web Key Set. `SignInRefused` for anything else.
    """
    from joserfc import jwt  # of the extra `oidc`
    from joserfc.errors import InvalidKeyIdError, JoseError
    from joserfc.jwk import KeySet

    try:
        known = KeySet.import_key_set({"keys": list(keys["keys"])})
        claims = jwt.decode(token, known, algorithms=ALGORITHMS).claims
        jwt.JWTClaimsRegistry(
            now=int(clock.now().timestamp()),
            leeway=LEEWAY,
            iss={"essential": True, "value": issuer},
            sub={"essential": True},
            aud={"essential": True, "value": client_id},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        ).validate(claims)
    except InvalidKeyIdError as error:
        raise UnknownKey(_REFUSED) from error
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise SignInRefused(_REFUSED) from error
    if not _is_for_us_alone(claims, client_id) or len(claims["sub"]) > LONGEST_SUBJECT:
        raise SignInRefused(_REFUSED)
    names = (claims.get(claim) for claim in ("name", "preferred_username", "nickname"))
    name = next((found for found in names if isinstance(found, str) and found.strip()), "")
    return Identity(issuer=issuer, subject=claims["sub"], name=name)


def _is_for_us_alone(claims: Mapping[str, Any], client_id: str) -> bool:
    """Whether nobody else could have been given the token to hand it on to us."""
    return claims["aud"] in (client_id, [client_id]) and claims.get("azp", client_id) == client_id
