"""From text to tokens, in the language of the text: the same for every engine.

The chain: Unicode NFC and NFKC, words, pairs of characters for Chinese, Japanese and Korean,
case and a few letters folded, stop words, Snowball stems, marks dropped. A token has one
*exact* form (folded, unstemmed: for prefixes, wildcards, near spellings) and its *stems*.

Our texts are in English whatever the language of the proceeding, with names and titles in
that language among them. So a Latin word has its English stem, and in an entry in German also
its German stem, marked with the language (`kunst/de`); a query word has the stems of every
language that occurs in the index, and meets a text when one of them is equal.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from kb.search import eastern

LONGEST_WORD: Final = 64
STEMMERS: Final = {
    "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "fi": "finnish", "fr": "french", "hu": "hungarian", "it": "italian",
    "lt": "lithuanian", "nb": "norwegian", "nl": "dutch", "nn": "norwegian", "no": "norwegian",
    "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sv": "swedish",
    "tr": "turkish",
}  # fmt: skip
#: Words of English that Snowball's list drops but that mean something here: "opt out", "no AI".
_KEPT: Final = frozenset({"out", "off", "no", "not", "over", "under", "own", "against", "other"})

#: What British and American writers spell differently, and forms that Snowball takes apart.
_SPELLINGS: Final = (
    (re.compile(r"(?<=[a-z]{3})is(?=(?:e|ed|es|er|ers|ing|ation|ations)$)"), "iz"),
    (re.compile(r"(?<=licen)c(?=(?:e|ed|es|ing)$)|(?<=(?:de|of)fen)c(?=es?$)"), "s"),
    (re.compile(r"^(col|fav|behavi|hon|lab|neighb|hum|flav|endeav)our"), r"\1or"),
    (re.compile(r"^(judg|acknowledg|abridg)ement"), r"\1ment"),
    (re.compile(r"^artefact"), "artifact"),
    (re.compile(r"^(cent|theat)re(?=s?$)"), r"\1er"),
    (re.compile(r"^(catal|dial|anal)ogue(?=s?$)"), r"\1og"),
    (re.compile(r"^programme(?=s?$)"), "program"),
)
#: Forms that no stemmer brings together; those that are also other words are left out.
_IRREGULAR: Final = {
    form: base
    for base, forms in {
        "begin": "began begun", "bring": "brought", "build": "built", "buy": "bought",
        "choose": "chose chosen", "draw": "drew drawn", "forbid": "forbade forbidden",
        "forgo": "forgone", "give": "gave given", "grow": "grew grown", "hold": "held",
        "keep": "kept", "know": "knew known", "learn": "learnt", "lose": "lost", "make": "made",
        "pay": "paid", "say": "said", "sell": "sold", "send": "sent", "show": "shown",
        "speak": "spoke spoken", "steal": "stole stolen", "sue": "sued sues suing",
        "take": "took taken", "teach": "taught", "tell": "told", "think": "thought",
        "understand": "understood", "win": "won", "withdraw": "withdrew withdrawn",
        "write": "wrote written", "child": "children", "person": "people",
    }.items()
    for form in forms.split()
}  # fmt: skip

_MARKS = (
    "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0903\u093a-\u094f\u1ab0-\u1aff\u20d0-\u20ff"
)
_WORD = re.compile(
    r"(?:[^\W\d_]\.){2,}(?:[^\W\d_](?![^\W_]))?"  # U.S.C., J.K.
    rf"|[^\W_]+(?:(?:[{_MARKS}]+|{eastern.NAME_DOT})[^\W_]*)*(?:['\u2019]s(?![^\W_]))?"
)
_ENDING = re.compile("['\u2019]s$")
_PART = re.compile(rf"[^\W_]+(?:[{_MARKS}]+[^\W_]*)*")
_HAS_CJK = re.compile(f"[{eastern.SCRIPTS}]")
_RUN = re.compile(f"[{eastern.SCRIPTS}]+|[^{eastern.SCRIPTS}]+")
_CYRILLIC = re.compile("[\u0400-\u052f]")
#: Nouns in -ение and -ание, what Snowball leaves of them, and the vowel that it leaves of verbs.
_RUSSIAN_NOUN_FORM = re.compile("[аея]ни(?:е|я|ю|ем|и|й|ям|ями|ях)$")
_RUSSIAN_NOUN = re.compile("[аея]ни?$")
_RUSSIAN_VERB = re.compile("[аеия]$")
LEAST_ROOT: Final = 3
_LETTERS = str.maketrans({
    "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ё": "е",
})  # fmt: skip


class Token(NamedTuple):
    """A word of a text: its place in words and in characters, and its forms."""

    position: int
    start: int
    end: int
    exact: str
    stems: tuple[str, ...]


def normal(text: str) -> str:
    """The text as it is stored and measured: NFC, with every lone surrogate replaced."""
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-8", "replace").decode()
    return unicodedata.normalize("NFC", text)


def _drop_marks(word: str) -> str:
    if word.isascii():
        return word
    split = unicodedata.normalize("NFKD", word)
    kept = "".join(character for character in split if not unicodedata.combining(character))
    return unicodedata.normalize("NFC", kept)


def _lower(word: str) -> str:
    return word.casefold().translate(_LETTERS)


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """Lower case, without accents: `Künstlerin` and `KUNSTLERIN` become `kunstlerin`.

    Marks that make another letter in Cyrillic and in Asian scripts stay (й is not и).
    """
    lower = _lower(word)
    if _HAS_CJK.search(lower):
        return eastern.one_writing(unicodedata.normalize("NFC", lower))
    if _CYRILLIC.search(lower):
        return unicodedata.normalize("NFC", lower)
    return _drop_marks(lower)


_stemmers: dict[str, object] = {}
_lock = threading.Lock()


def _raw_stem(word: str, language: str) -> str:
    import Stemmer

    with _lock:  # a stemmer keeps a buffer of its own
        stemmer = _stemmers.get(language)
        if stemmer is None:
            stemmer = _stemmers[language] = Stemmer.Stemmer(STEMMERS[language], 0)
        stem: str = stemmer.stemWord(word)  # type: ignore[attr-defined]  # compiled
    return stem


def one_spelling(word: str) -> str:
    """An English word in one of its spellings: licence is license, memorise is memorize.

    The result serves as a key only, so it does not matter that `promise` becomes `promize`.
    """
    for british, american in _SPELLINGS:
        word = british.sub(american, word)
    return _IRREGULAR.get(word, word)


@lru_cache(maxsize=1)
def irregular_forms() -> dict[str, frozenset[str]]:
    """The English words whose stem begins otherwise than they do, by that stem."""
    found: dict[str, set[str]] = {}
    for form, base in _IRREGULAR.items():
        found.setdefault(_stem(base, "en"), set()).add(form)
    return {stem: frozenset(forms) for stem, forms in found.items()}


@lru_cache(maxsize=200_000)
def _stem(word: str, language: str) -> str:
    """The stem of a word as written. French and English stem what is folded, others before."""
    if language == "en":
        return _raw_stem(one_spelling(fold(word)), language)
    if language == "fr":
        return _raw_stem(fold(word), language)
    lower = _lower(word)
    stem = _raw_stem(lower, language)
    if _CYRILLIC.search(stem):
        return _russian_root(lower, stem) if language == "ru" else stem
    return _drop_marks(stem)


def _russian_root(word: str, stem: str) -> str:
    """The stem that a verb shares with the noun made of it: обуч- of обучать and обучение."""
    ending = _RUSSIAN_NOUN if _RUSSIAN_NOUN_FORM.search(word) else _RUSSIAN_VERB
    root = ending.sub("", stem)
    return root if len(root) >= LEAST_ROOT else stem


@lru_cache(maxsize=64)
def stop_words(language: str) -> frozenset[str]:
    """The words of a language that are left out of the stems, folded."""
    from whoosh.lang.stopwords import stoplists

    listed = stoplists.get({"nb": "no", "nn": "no"}.get(language, language), frozenset())
    words = frozenset(fold(word) for word in listed)
    return words - _KEPT if language == "en" else words


@lru_cache(maxsize=200_000)
def stems(word: str, language: str) -> tuple[str, ...]:
    """The stems under which a word of a text in that language is found; none for a stop word.

    `word` is one token as written, in NFKC.
    """
    exact = fold(word)
    if _HAS_CJK.search(exact):
        return (exact,)
    if _CYRILLIC.search(exact):
        return () if exact in stop_words("ru") else (f"{_stem(word, 'ru')}/ru",)
    found = [] if exact in stop_words("en") else [_stem(word, "en")]
    if language != "en" and language in STEMMERS and exact not in stop_words(language):
        found.append(f"{_stem(word, language)}/{language}")
    return tuple(found)


@lru_cache(maxsize=50_000)
def query_stems(word: str, languages: frozenset[str]) -> tuple[str, ...]:
    """The stems under which a query word may stand in texts of these languages.

    None for a stop word of English; a stop word of another language only loses its stem there.
    """
    exact = fold(word)
    if _HAS_CJK.search(exact) or _CYRILLIC.search(exact):
        return stems(word, "en")
    if exact in stop_words("en"):
        return ()
    found = dict.fromkeys(stems(word, "en"))
    for language in sorted(languages):
        found.update(dict.fromkeys(stems(word, language)))
    return tuple(found)


def is_unspaced(text: str) -> bool:
    """Whether a text is one run of Chinese, Japanese or Korean, in which words have no blanks."""
    return bool(text) and all(map(_HAS_CJK.match, text))


def split(text: str, first: int = 0) -> Iterator[tuple[int, int, str]]:
    """The words of a text from a place on: (start, end, word in NFKC)."""
    for match in _WORD.finditer(text, first):
        raw = match[0]
        if raw.isascii():
            yield match.start(), match.end(), _bare(raw)
        else:
            for low, high, word in _split_compatible(raw):
                yield match.start() + low, match.start() + high, word


def word_at(text: str, start: int) -> tuple[int, int, str] | None:
    """The word that begins there, as `split` gives it, of several the first; None if none does."""
    match = _WORD.match(text, start)
    if match is None:
        return None
    raw = match[0]
    if raw.isascii():
        return start, match.end(), _bare(raw)
    low, high, word = _split_compatible(raw)[0]
    return start + low, start + high, word


@lru_cache(maxsize=200_000)
def _bare(raw: str) -> str:
    """One match in ASCII without what is no part of the word."""
    return raw.removesuffix("'s").removesuffix("'S").replace(".", "")[:LONGEST_WORD]


@lru_cache(maxsize=100_000)
def _split_compatible(raw: str) -> tuple[tuple[int, int, str], ...]:
    """One match of other scripts: NFKC may change its length, and CJK runs become pairs."""
    text, places = eastern.compatible(_ENDING.sub("", raw))
    places[-1:] = [(start, len(raw)) for start, _ in places[-1:]]  # with its ending
    return tuple(
        (places[first][0], places[first + len(word) - 1][1], word)
        for part in _PART.finditer(text)
        for run in _RUN.finditer(part[0])
        for first, word in _pairs(run[0], part.start() + run.start())
    )


def _pairs(run: str, first: int) -> Iterator[tuple[int, str]]:
    """The words of a run whose first character has that number."""
    if len(run) < 2 or not _HAS_CJK.match(run):
        yield first, run[:LONGEST_WORD]
        return
    for low in range(len(run) - 1):
        yield first + low, run[low : low + 2]


def tokens(text: str, language: str, *, first: int = 0) -> Iterator[Token]:
    """Every word of a text, stop words included (without stems); positions count from `first`."""
    for position, (start, end, word) in enumerate(split(text), first):
        exact, stemmed = _forms(word, language)
        yield Token(position, start, end, exact, stemmed)


@lru_cache(maxsize=1_000)
def forms_of_text(text: str, language: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """`forms` of a text as written. A title or a name is asked for several times in a row."""
    return tuple(forms(normal(text), language))


def forms(text: str, language: str) -> list[tuple[str, tuple[str, ...]]]:
    """The forms (exact, stems) of every word of a text in order: `tokens` without the places."""
    if text.isascii():
        return [_ascii_forms(raw, language) for raw in _WORD.findall(text)]
    return [_forms(word, language) for _, _, word in split(text)]


@lru_cache(maxsize=200_000)
def _ascii_forms(raw: str, language: str) -> tuple[str, tuple[str, ...]]:
    """The forms of one match of a word."""
    return next(_forms(word, language) for _, _, word in split(raw))


@lru_cache(maxsize=200_000)
def _forms(word: str, language: str) -> tuple[str, tuple[str, ...]]:
    return fold(word), stems(word, language)


def words(texts: Iterable[str]) -> Iterator[str]:
    """The folded words of several texts, for lists of words."""
    for text in texts:
        for _, _, word in split(text):
            yield fold(word)
