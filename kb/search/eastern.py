"""One writing for what Chinese and Japanese write in several ways.

Traditional characters become simplified ones, and so do the forms that Japan made new, so that
著作權, 著作権 and 著作权 are one word. Katakana lose what writers leave to taste: a long vowel at
the end of a word (サーバー), the dot between the parts of a name, and spellings of foreign sounds
(ヴァ is バ, ヱ is エ).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import chain
from typing import Final

#: What `analysis.split` takes apart into pairs: Han, kana, Hangul and the signs among them.
SCRIPTS: Final = (
    "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
)
#: A dot between two katakana, of full or half width, as a piece of a regular expression.
NAME_DOT: Final = r"(?<=[\u30a1-\u30fc\uff66-\uff9f])[\u30fb\uff65](?=[\u30a1-\u30fa\uff66-\uff9d])"
_IDEOGRAPHS: Final = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0xF900, 0xFB00))
_CHARACTER = re.compile("(?s).[\u0300-\u036f\u3099\u309a\uff9e\uff9f]*")
_KATAKANA = "\u30a1-\u30fa"
_TASTE = re.compile(
    rf"(?<=[{_KATAKANA}\u30fc])\u30fb(?=[{_KATAKANA}])"
    rf"|(?<=[{_KATAKANA}\u30fc]{{3}})\u30fc+(?![{_KATAKANA}\u30fc])"
    r"|ヴ[ァィェォ]?|[ヱヰヲ]"
)
_PLAIN: Final = {
    "ヴァ": "バ", "ヴィ": "ビ", "ヴ": "ブ", "ヴェ": "ベ", "ヴォ": "ボ",
    "ヱ": "エ", "ヰ": "イ", "ヲ": "オ",
}  # fmt: skip

Places = list[tuple[int, int]]


@lru_cache(maxsize=1)
def _simplified() -> dict[int, str]:
    """Every character that is written otherwise in simplified Chinese, with what it becomes."""
    from opencc import OpenCC

    characters = [chr(code) for code in chain.from_iterable(_IDEOGRAPHS)]
    old = OpenCC("jp2t").convert("\n".join(characters))
    new = OpenCC("t2s").convert(old).split("\n")
    pairs = zip(characters, new, strict=True)
    return {ord(before): after for before, after in pairs if before != after}


def one_writing(text: str) -> str:
    """The text in simplified characters and plain katakana; done twice it changes nothing."""
    return _TASTE.sub(lambda match: _PLAIN.get(match[0], ""), text).translate(_simplified())


def compatible(raw: str) -> tuple[str, Places]:
    """The text in NFKC and plain katakana, and where each of its characters stood in `raw`.

    The full stops of an abbreviation are left out.
    """
    pieces = [
        (unicodedata.normalize("NFKC", match[0]), match.span())
        for match in _CHARACTER.finditer(raw)
        if match[0] != "."
    ]
    text = "".join(piece for piece, _ in pieces)
    places = [span for piece, span in pieces for _ in piece]
    for match in reversed(list(_TASTE.finditer(text))):
        start, end = match.span()
        plain = _PLAIN.get(match[0], "")
        text = text[:start] + plain + text[end:]
        places[start:end] = [(places[start][0], places[end - 1][1])] * len(plain)
    return text, places
