"""Hands mail to the server of `KB_SMTP_URL`, and tells a refusal from what nobody can know.

A password is sent over TLS only, or to the machine itself. Until the text of a mail is sent
nothing can have arrived, so whatever fails before may be tried again; from then on only an
answer of the server tells.
"""

from __future__ import annotations

import ipaddress
import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from types import TracebackType
from typing import Final, Self
from urllib.parse import unquote, urlsplit

from kb.alerts.outgoing import SENT, Outcome
from kb.core.errors import KbError

TIMEOUT: Final = 30.0  # seconds, for every step of the conversation
_PORTS: Final = {"smtp": 587, "smtps": 465}


class MailServerAway(KbError):
    """The mail server cannot be reached or does not let us in; nothing was sent."""


class Mailer:
    """A conversation with the mail server, as a context manager; `MailServerAway` if it fails."""

    def __init__(self, url: str) -> None:
        self._parts = urlsplit(url)

    def __enter__(self) -> Self:
        try:
            self._server = self._connected()
        except (OSError, smtplib.SMTPException) as error:
            raise MailServerAway(
                f"The mail server {self._parts.hostname} cannot be used: {_reason(error)}"
            ) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self._server.quit()
        except (OSError, smtplib.SMTPException):
            self._server.close()

    def send(self, message: EmailMessage) -> Outcome:
        """Hand over one mail. `MailServerAway` if the server went away before the text."""
        text = message.as_bytes(policy=SMTP)
        try:
            answers = (
                self._server.mail(str(message["From"].addresses[0].addr_spec)),
                self._server.rcpt(str(message["To"].addresses[0].addr_spec)),
            )
            for code, said in answers:
                if code >= 400:
                    self._server.rset()
                    return _refused(code, said)
        except (OSError, smtplib.SMTPException) as error:
            raise MailServerAway(f"The mail server went away: {_reason(error)}") from error
        try:
            code, said = self._server.data(text)
        except smtplib.SMTPDataError as error:
            return _refused(error.smtp_code, error.smtp_error)
        except (OSError, smtplib.SMTPException) as error:
            self._server.close()
            return Outcome(
                "uncertain", f"The mail server went away in the middle: {_reason(error)}"
            )
        return SENT if code < 400 else _refused(code, said)

    def _connected(self) -> smtplib.SMTP:
        parts, host = self._parts, self._parts.hostname or ""
        port = parts.port or _PORTS[parts.scheme]
        tls = ssl.create_default_context()
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=tls)
        else:
            server = smtplib.SMTP(host, port, timeout=TIMEOUT)
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=tls)
                server.ehlo()
            elif parts.password and not _is_here(host):
                server.close()
                raise smtplib.SMTPException("it has no TLS, and a password is not sent without")
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        return server


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _refused(code: int, said: bytes | str) -> Outcome:
    """4xx is for now, 5xx for good (RFC 5321 § 4.2.1)."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    error = f"The mail server answered {code}: {' '.join(text.split())}"
    return Outcome("failed" if code >= 500 else "again", error)


def _reason(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
