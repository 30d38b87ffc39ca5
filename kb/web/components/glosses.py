"""The filter `explained`: words of the glossary in a text lead to what they mean."""

from __future__ import annotations

from functools import lru_cache

from markupsafe import Markup, escape

from kb.entries.glossary import Term, load_glossary


@lru_cache(maxsize=2048)  # summaries: one text an entry
def explained(text: str) -> Markup:
    """The text, escaped; where a word of the glossary first stands is a link with its meaning."""
    pieces = load_glossary().marked(text)
    return Markup().join(
        escape(piece) if term is None else _link(piece, term) for piece, term in pieces
    )


def _link(words: str, term: Term) -> Markup:
    link = Markup('<a class="term" href="/glossary#{}" title="{}">{}</a>')
    return link.format(term.id, term.meaning, words)
