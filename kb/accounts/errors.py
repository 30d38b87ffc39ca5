"""What goes wrong with accounts beside permissions; each has its answer on the web."""

from __future__ import annotations

from collections.abc import Mapping

from kb.core.errors import KbError


class BadInput(KbError):
    """Fields of a form that cannot be used: name of the field → one sentence."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(" ".join(faults.values()))
        self.faults = dict(faults)


class TooMany(KbError):
    """Something was tried too often; `seconds` says when it may be tried again."""

    def __init__(self, what: str, seconds: int) -> None:
        super().__init__(f"{what} Try again in {_wait(seconds)}.")
        self.seconds = seconds


class WrongPassword(KbError):
    """No account has this name and password; which of the two is wrong is not said."""


class SignInRefused(KbError):
    """Whoever came back from the sign-in provider is not signed in; nobody was."""


class ProviderAway(KbError):
    """The sign-in provider cannot be asked, or does not answer as one."""

    def __init__(self, host: str) -> None:
        super().__init__(f"{host} cannot be reached at the moment; try again in a few minutes.")


def _wait(seconds: int) -> str:
    if seconds < 120:
        return "1 second" if seconds == 1 else f"{seconds} seconds"
    return f"{-(-seconds // 60)} minutes"
