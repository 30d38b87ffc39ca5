"""The query language, the same for every engine: text in, checked tree out.

Plain words never give an error. What is mistyped degrades to words with a notice; what
cannot be run at a bounded cost, or means nothing (a date that does not exist), raises
`QueryError` with one sentence and the place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kb.entries.identifiers import identifier_keys
from kb.search import grammar
from kb.search.engine import QueryError
from kb.search.phrases import NAME_BOOST, whole_name
from kb.search.syntax import Builder
from kb.search.tree import (
    And,
    Everything,
    Forms,
    Identified,
    Maybe,
    Named,
    Node,
    Nothing,
    Or,
    Phrase,
    Term,
    leaves,
)
from kb.search.tree import depth as tree_depth

MAX_LENGTH: Final = 512
MAX_LEAVES: Final = 64
MAX_DEPTH: Final = 10
#: A title with a number in it outranks what only goes by the number.
_NUMBERED_NAME: Final = 3_000.0
_KEPT: Final = 500  # parsed queries: the next page, another filter, what many people ask
_TITLE_PHRASE, _TEXT_PHRASE = 3.0, 1.0


@dataclass(frozen=True)
class ParsedQuery:
    """`tree` is what to find; `core` is what was typed, without what helps to rank it.

    `plain` are the words at the top of the query that belong to no field; a query `is_plain`
    if it has nothing else: no fields, quotation marks, operators or identifiers. `within` are
    the groups of statements that `in:` names.
    """

    text: str
    tree: Node
    core: Node
    plain: tuple[Term, ...] = ()
    notices: tuple[str, ...] = ()
    is_plain: bool = False
    within: tuple[str, ...] = ()

    @property
    def is_everything(self) -> bool:
        return isinstance(self.tree, Everything)


@lru_cache(maxsize=_KEPT)
def parse(
    text: str,
    *,
    languages: frozenset[str] = frozenset({"en"}),
    courts: frozenset[str] = frozenset(),
) -> ParsedQuery:
    """Parse a query; `languages` and ids of `courts` are those that occur in the index.

    Raises `QueryError` over a limit: 512 characters, 64 words and conditions, 10 brackets deep.
    """
    if len(text) > MAX_LENGTH:
        raise QueryError(
            f"The query has {len(text)} characters; up to {MAX_LENGTH} can be searched.", MAX_LENGTH
        )
    if not text.strip():
        return ParsedQuery(text, Everything(), Everything())
    prepared = grammar.prepare(text)
    deepest, place = grammar.bracket_depth(prepared)
    if deepest > MAX_DEPTH:
        raise QueryError(f"Brackets may be nested {MAX_DEPTH} deep.", place)
    builder = Builder(text, languages, prepared.notices, courts)
    tree = builder.build(grammar.syntax_tree(prepared))
    if tree is None and prepared.within:
        notices = tuple(prepared.notices)
        return ParsedQuery(
            text, Everything(), Everything(), notices=notices, within=prepared.within
        )
    if tree is None:
        notices = (*prepared.notices, "The query has no words to search for.")
        return ParsedQuery(text, Nothing(), Nothing(), (), notices)
    _check(tree)
    plain = _plain_terms(tree)
    notices = tuple(dict.fromkeys(prepared.notices))
    whole = not prepared.identifiers and _is_plain(tree)
    ranked = tree
    if whole:
        ranked = _with_whole_text(tree, text, plain)
    elif prepared.identifiers:
        ranked = Or((tree, Named(whole_name(text), boost=_NUMBERED_NAME)))
    bare = whole and all(_is_bare(leaf) for leaf in leaves(tree))
    return ParsedQuery(text, ranked, tree, plain, notices, bare, prepared.within)


def _check(tree: Node) -> None:
    found = sum(1 for _ in leaves(tree))
    if found > MAX_LEAVES:
        raise QueryError(
            f"The query has {found} words and conditions; up to {MAX_LEAVES} can be run."
        )
    if tree_depth(tree) > MAX_DEPTH + 4:
        raise QueryError("The query is nested too deeply.")


def _plain_terms(tree: Node) -> tuple[Term, ...]:
    """The plain words of a query: at the top, without a field, in the order typed."""
    nodes = tree.children if isinstance(tree, And) else (tree,)
    return tuple(node for node in nodes if isinstance(node, Term) and node.word)


def _is_plain(tree: Node) -> bool:
    nodes = tree.children if isinstance(tree, And) else (tree,)
    return all(isinstance(node, Term | Phrase) and node.scope == "text" for node in nodes)


def _is_bare(leaf: Node) -> bool:
    """Whether a word stands as it is, without quotation marks."""
    return bool(leaf.word) if isinstance(leaf, Term) else not getattr(leaf, "quoted", False)


def _with_whole_text(tree: Node, text: str, plain: tuple[Term, ...]) -> Node:
    """Plain words also stand for a name, an identifier of an odd form, and for a phrase."""
    alternatives: list[Node] = [tree]
    keys = identifier_keys(text)
    if keys:
        alternatives.append(Identified(keys, mentions=False))
    # "What is fair use?" asks for the entry named fair use.
    names = dict.fromkeys((whole_name(text), "".join(term.word for term in plain)))
    alternatives += [Named(name, boost=NAME_BOOST) for name in names if name]
    optional = together(tree, plain, [term.forms for term in plain])
    found: Node = Or(tuple(alternatives)) if len(alternatives) > 1 else tree
    return Maybe(found, optional) if optional else found


def together(tree: Node, plain: Sequence[Term], forms: Sequence[Forms]) -> tuple[Phrase, ...]:
    """Words of these forms next to each other, where a query is nothing but two words or more."""
    if len(plain) < 2 or not isinstance(tree, And) or len(plain) != len(tree.children):
        return ()
    parts = tuple(enumerate(forms))
    return (
        Phrase("title", parts, boost=_TITLE_PHRASE),
        Phrase("text", parts, boost=_TEXT_PHRASE),
    )
