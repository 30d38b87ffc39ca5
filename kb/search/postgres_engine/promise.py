"""The first of two stages of ranking: which of very many documents are worth scoring.

What a query looks for is counted by rarity alone, and a second time where a word weighs much in
the document. Both are terms of the index, so no document is read. Phrases and patterns are left
to the second stage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from kb.search.postgres_engine.asked import field_of
from kb.search.postgres_engine.conditions import Condition, Lexemes, any_term
from kb.search.postgres_engine.rows import HEAVY, Pair
from kb.search.postgres_engine.rowsets import Numbers
from kb.search.postgres_engine.selectors import DocumentSelector
from kb.search.tree import Forms, Identified, Named, Node, Not, Term, Value, children, leaves
from kb.search.whoosh_engine.arrays import member
from kb.search.whoosh_engine.executor import MENTION_SCORE, NAME_SCORE, OTHER_SCORE, OWN_SCORE
from kb.search.whoosh_engine.schema import (
    MENTIONED,
    NAMES,
    OTHER,
    OWN,
    stem_field,
    value_field,
)

Idf = Callable[[str, Forms], float]
_NUMBERS = ((OWN, OWN_SCORE), (OTHER, OTHER_SCORE), (MENTIONED, MENTION_SCORE))
#: Shares of a word's score that its being there and its weighing much are taken to earn.
_THERE, _HEAVY = 0.25, 0.35


def promising(
    tree: Node, found: Numbers, days: Numbers, selector: DocumentSelector, idf: Idf, *, most: int
) -> list[int]:
    """The ids of the documents that are worth scoring, the best first; `days` are theirs."""
    worth = np.zeros(len(found))
    for condition, value in _parts(tree, selector, idf):
        if isinstance(condition, Lexemes):
            having = selector.numbers(condition)
            there = member(found, having)[1]
            worth[there] += value
    order = np.lexsort((found, -days, -np.round(worth, 6)))[:most]
    best: list[int] = found[order].tolist()
    return best


def heavy_pairs(tree: Node) -> Iterator[Pair]:
    """The terms beside those of the tree itself that `promising` looks for."""
    for leaf in leaves(tree, negated=False):
        if isinstance(leaf, Term) and field_of(leaf) == stem_field("text"):
            yield from ((HEAVY, form) for form in leaf.forms)


def _parts(node: Node, selector: DocumentSelector, idf: Idf) -> Iterator[tuple[Condition, float]]:
    terms = selector.source
    match node:
        case Term():
            field = field_of(node)
            worth = idf(field, node.forms) * node.boost
            yield any_term(terms.ids(field, node.forms)), worth * _THERE
            if field == stem_field("text"):
                yield any_term(terms.ids(HEAVY, node.forms)), worth * _HEAVY
        case Named():
            yield any_term(terms.ids(NAMES, [node.name])), NAME_SCORE * node.boost
        case Identified():
            for field, score in _NUMBERS if node.mentions else _NUMBERS[:2]:
                yield any_term(terms.ids(field, node.keys)), score * node.boost
        case Value() if node.boost:
            yield any_term(terms.ids(value_field(node.field), node.values)), node.boost
        case Not():
            return
        case _:
            for child in children(node):
                yield from _parts(child, selector, idf)
