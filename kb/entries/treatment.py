"""How one entry can treat another: the relations, their words from both ends, their effect.

A relation is stated by one entry about another: *this* entry `relation` *that* one. A citator
reads it from the other end: what later entries did to this one, and whether it still stands.
"""

from __future__ import annotations

from typing import Final

#: How a relation reads on the entry that states it …
RELATIONS: Final[dict[str, str]] = {
    "reverses": "Reverses",
    "vacates": "Vacates",
    "supersedes": "Supersedes",
    "criticises": "Criticises",
    "affirms": "Affirms",
    "follows": "Follows",
    "distinguishes": "Distinguishes",
    "interprets": "Interprets",
    "cites": "Cites",
    "appeals": "Appeal from",
    "governs": "Governs",
    "consolidated-with": "Consolidated with",
    "same-parties": "Shares a party with",
    "see-also": "See also",
}

#: … and how the same relation reads on the entry at its other end.
RELATION_INVERSE: Final[dict[str, str]] = {
    "reverses": "Reversed by",
    "vacates": "Vacated by",
    "supersedes": "Superseded by",
    "criticises": "Criticised by",
    "affirms": "Affirmed by",
    "follows": "Followed by",
    "distinguishes": "Distinguished by",
    "interprets": "Interpreted by",
    "cites": "Cited by",
    "appeals": "Appealed in",
    "governs": "Governed by",
    "consolidated-with": "Consolidated with",
    "same-parties": "Shares a party with",
    "see-also": "See also",
}

#: Relations that say the same from both ends: company, not treatment.
SYMMETRIC_RELATIONS: Final = frozenset({"consolidated-with", "same-parties", "see-also"})

#: Relations in which what comes later points at what came before: they never lead in a circle.
ORDERED_RELATIONS: Final = frozenset({"affirms", "appeals", "reverses", "supersedes", "vacates"})

#: What a relation does to the entry at its other end. To distinguish a ruling is to say that it
#: does not fit other facts, which takes nothing away from it; an appeal does so once it succeeds.
EFFECTS: Final[dict[str, str]] = {
    "reverses": "undermines",
    "vacates": "undermines",
    "supersedes": "undermines",
    "criticises": "weakens",
    "affirms": "strengthens",
    "follows": "strengthens",
    "distinguishes": "neutral",
    "interprets": "neutral",
    "cites": "neutral",
    "appeals": "neutral",
    "governs": "neutral",
}

EFFECT_LABELS: Final[dict[str, str]] = {
    "undermines": "Undermines it",
    "weakens": "Weakens it",
    "strengthens": "Strengthens it",
    "neutral": "Leaves it as it is",
}
