"""The exception base of the whole package.

Every error that we raise on purpose derives from `KbError`; its message is one
sentence that a person can act on, so that the command line prints it as it is and
the web shows it on an error page. Anything else that escapes is a bug.
"""

from __future__ import annotations


class KbError(Exception):
    """An error that we foresee, with a message for the person who met it."""


class ConfigurationError(KbError):
    """A setting, folder or port cannot be used as given."""


class InvalidInput(KbError):
    """Something that was handed in cannot be used; the message says what and why."""


class InvalidDocument(InvalidInput):
    """A document breaks its schema; the message names file, path and reason."""


class NotFound(KbError):
    """Nothing has this name."""


class Retracted(KbError):
    """The entry was published once and has been withdrawn; the message is the reason."""


class Conflict(KbError):
    """Somebody else changed the same thing since it was read."""


class IntegrityFault(KbError):
    """Stored data contradict each other: a hash, a count or a schema version."""
