"""What can be wrong with a text whose citations are wanted."""

from __future__ import annotations

from kb.core.errors import KbError


class TextTooLong(KbError):
    """The text has more characters than are read at once."""

    def __init__(self, characters: int, most: int) -> None:
        super().__init__(
            f"The text has {characters:,} characters; at most {most:,} are read at once. "
            "Please send it in parts."
        )
