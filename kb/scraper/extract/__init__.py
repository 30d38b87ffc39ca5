"""From the bytes of an answer to the text that people read."""

from __future__ import annotations

from typing import Final

#: Raised when the same bytes may give another text. Texts of different versions are never
#: compared with each other: an archived page is extracted anew first, so that a change of
#: ours is not reported as a change of the source.
EXTRACTION_VERSION: Final = 1
