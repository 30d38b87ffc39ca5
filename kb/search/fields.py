"""The fields of the query language, with the words that explain them to a reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from kb.entries import vocabulary


@dataclass(frozen=True)
class QueryField:
    """`words` fields hold text, `value` fields one of some values, `identifier` fields numbers."""

    name: str
    type: Literal["words", "value", "identifier", "date"]
    explanation: str
    example: str


FIELDS: Final[dict[str, QueryField]] = {
    field.name: field
    for field in (
        QueryField("title", "words", "Words of the title.", "title:midjourney"),
        QueryField("party", "words", "Who takes part, on either side.", 'party:"getty images"'),
        QueryField("plaintiff", "words", "Who sues.", "plaintiff:andersen"),
        QueryField("defendant", "words", "Who is sued.", "defendant:suno"),
        QueryField("judge", "words", "Who decided or presides.", "judge:orrick"),
        QueryField("court", "words", "A court's id, or words of its name.", "court:hamburg"),
        QueryField("docket", "identifier", "A docket or file number.", "docket:23-cv-201"),
        QueryField("citation", "identifier", "A citation.", 'citation:"765 F.Supp.3d 382"'),
        QueryField("system", "words", "A model or product at issue.", 'system:"stable diffusion"'),
        QueryField("dataset", "words", "A data set at issue.", "dataset:laion"),
        QueryField("topic", "value", "A topic.", "topic:fair-use"),
        QueryField("kind", "value", "case, policy, licence or law.", "kind:law"),
        QueryField("jurisdiction", "value", "A place's code or name.", "jurisdiction:DE"),
        QueryField("status", "value", "Where a case or law stands.", "status:pending"),
        QueryField("lang", "value", "The language of the proceeding or text.", "lang:ja"),
        QueryField("year", "value", "The year of the date.", "year:2024"),
        QueryField(
            "filed",
            "date",
            "The date: a case filed, a law adopted, a licence published, a policy changed.",
            "filed:[2023-01 TO 2023-06]",
        ),
    )
}
#: Other names under which people look for a field.
ALIASES: Final = {
    "parties": "party", "judges": "judge", "country": "jurisdiction", "language": "lang",
    "type": "kind", "date": "filed", "topics": "topic", "licence": "title", "license": "title",
    "name": "title", "model": "system",
}  # fmt: skip
VALUES: Final[dict[str, dict[str, str]]] = {
    "kind": vocabulary.KINDS,
    "topic": vocabulary.TOPICS,
    "jurisdiction": vocabulary.JURISDICTIONS,
    "status": {**vocabulary.CASE_STATUSES, **vocabulary.LAW_STATUSES},
    "lang": vocabulary.LANGUAGES,
}
_OTHER_SPELLINGS: Final = {
    "kind": {
        **{plural: kind for kind, plural in vocabulary.KIND_PLURALS.items()},
        "license": "licence", "licenses": "licence", "platform": "policy",
    },
    "jurisdiction": {"uk": "GB", "usa": "US", "britain": "GB", "england": "GB"},
}  # fmt: skip


def field_named(name: str) -> QueryField | None:
    """The field of that name or alias, in any case."""
    folded = name.casefold()
    return FIELDS.get(ALIASES.get(folded, folded))


def stored_value(field: str, typed: str) -> tuple[str, bool]:
    """The value as it is stored, and whether the vocabulary knows it.

    Case, blanks and underscores do not matter; an English name stands for its code.
    """
    known = VALUES.get(field)
    text = typed.strip()
    if known is None:
        return text.casefold(), True
    folded = "-".join(text.replace("_", " ").casefold().split())
    for value, label in known.items():
        if folded in (value.casefold(), "-".join(label.casefold().split())):
            return value, True
    other = _OTHER_SPELLINGS.get(field, {}).get(folded)
    return (other, True) if other else (text, False)
