"""From a person at the provider to an account: found by issuer and subject, or made.

Never by a name or an e-mail address: whoever can choose theirs at the provider could take over
the account of somebody else (OWASP ASVS 5.0, 10.5.2).
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from dataclasses import replace

from sqlmodel import Session

from kb.accounts import sessions, throttle, users
from kb.accounts.actors import command_line
from kb.accounts.errors import SignInRefused
from kb.accounts.oidc import flow as flows
from kb.accounts.oidc.flow import Flow
from kb.accounts.oidc.id_token import Identity, UnknownKey, verified
from kb.accounts.oidc.provider import Provider
from kb.accounts.tables import Account, OidcIdentity
from kb.core import audit, clock
from kb.core.database import Database, serialise_writers

#: Who makes the account: the operator, by naming the provider and the role in the settings.
_OPERATOR = replace(command_line(), name="OpenID Connect")
_LONGEST_NAME = 56  # leaves room for a number
_NO_NAME = "Member"


def sign_in(
    database: Database,
    provider: Provider,
    *,
    key: bytes,
    flow: Flow,
    code: str,
    role: str,
    user_agent: str = "",
    replacing: str = "",
) -> str:
    """The token of a new session for whoever came back with the code.

    A person who comes for the first time gets an account of that role. A flow works once, even
    if the provider would take its code twice. The provider is asked outside of any transaction.
    `SignInRefused` and `ProviderAway` say why nobody is signed in.
    """
    with database.writing() as session:
        bucket = throttle.bucket(key, "oidc flow", flow.state)
        if throttle.allow(session, bucket, limit=1, per=flows.LIFETIME) is not None:
            raise SignInRefused("This sign-in was used already; begin again.")
    identity = _identity(provider, flow=flow, code=code)
    with database.writing() as session:
        serialise_writers(session)  # of two first sign-ins at once the second finds the account
        account = _account(session, identity, role)
        if account.disabled_at is not None:
            raise SignInRefused(f"The account “{account.name}” is disabled; ask an admin.")
        audit.append(
            session,
            actor=account.name,
            action="signed in",
            subject=f"account {account.name}",
            detail=f"at {identity.issuer}",
        )
        return sessions.begin(session, account, user_agent=user_agent, replacing=replacing)


def _identity(provider: Provider, *, flow: Flow, code: str) -> Identity:
    token = provider.id_token(code=code, flow=flow)
    expected = {
        "issuer": provider.issuer,
        "client_id": provider.client_id,
        "nonce": flow.nonce,
    }
    try:
        return verified(token, provider.keys(), **expected)
    except UnknownKey:
        return verified(token, provider.keys(again=True), **expected)


def _account(session: Session, identity: Identity, role: str) -> Account:
    known = session.get(OidcIdentity, (identity.issuer, identity.subject))
    if known is not None:
        return session.get_one(Account, known.account_id)
    name = _free_name(session, identity.name)
    account = users.add(session, actor=_OPERATOR, name=name, role=role)
    assert account.id is not None
    session.add(
        OidcIdentity(
            issuer=identity.issuer,
            subject=identity.subject,
            account_id=account.id,
            created_at=clock.now(),
        )
    )
    audit.append(
        session,
        actor=_OPERATOR.name,
        action="identity linked",
        subject=f"account {account.name}",
        detail=f"{identity.subject} at {identity.issuer}",
    )
    return account


def _free_name(session: Session, wished: str) -> str:
    """The wished name in the form that accounts have, with a number if it is taken or kept."""
    shown = "".join(
        character if character.isprintable() and character != ":" else " "
        for character in unicodedata.normalize("NFKC", wished)
    )
    name = re.sub(r"^[\W_]+", "", " ".join(shown.split()))
    while len(users.name_key(name)) > _LONGEST_NAME:
        name = name[:-1].rstrip()
    if len(name) < 2:
        name = _NO_NAME
    numbered = itertools.chain([name], (f"{name} {number}" for number in itertools.count(2)))
    return next(one for one in numbered if not users.name_fault(session, one))
