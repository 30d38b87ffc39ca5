"""What a style is given: an entry in one version, and where and when it was read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from kb.citations.formats.decisions import Decision, decisions
from kb.entries.documents import CaseDocument, Document, PolicyDocument
from kb.entries.tables import Court
from kb.entries.views import EntryPage


@dataclass(frozen=True)
class Cited:
    """An entry; `url` is the absolute address of the version."""

    document: Document
    version: int
    url: str
    accessed: dt.date
    courts: Mapping[str, Court]

    @classmethod
    def of(
        cls, page: EntryPage, *, base_url: str, accessed: dt.date, courts: Mapping[str, Court]
    ) -> Cited:
        """The version that the page shows."""
        url = f"{base_url}{page.card.url}/v/{page.version}"
        return cls(page.document, page.version, url, accessed, courts)

    @property
    def case(self) -> CaseDocument:
        """The document, which is that of a case."""
        assert isinstance(self.document, CaseDocument)
        return self.document

    @cached_property
    def decisions(self) -> tuple[Decision, ...]:
        """The decisions of the case, that which stands for it first."""
        own = self.courts[self.case.court_id].short_name
        return decisions(self.case, own=own, courts=self.courts)

    def court_named(self, short_name: str) -> Court | None:
        """The court with this short name, if it is one of ours."""
        return next((one for one in self.courts.values() if one.short_name == short_name), None)

    def is_above(self, decision: Decision) -> bool:
        """Whether the court of the decision hears appeals: the complaint was not filed there."""
        court = self.court_named(decision.court)
        return court is not None and court.level in {"appellate", "supreme"}


def standing(document: CaseDocument) -> str:
    """`pending`, `on appeal`, `stayed`; empty for what has ended."""
    return {"pending": "pending", "on-appeal": "on appeal", "stayed": "stayed"}.get(
        document.status, ""
    )


def is_appealed(document: CaseDocument, decision: Decision) -> bool:
    """Whether an appeal is open against the decision that stands for the case."""
    return document.status == "on-appeal" and decision.is_first and not decision.is_open


def without_inner_brackets(court: str) -> str:
    """`Cal. Super. Ct. (S.F.)` → `Cal. Super. Ct. S.F.`: it stands in brackets itself."""
    return court.replace("(", "").replace(")", "")


def own_texts(document: PolicyDocument) -> str:
    """The titles of the platform's documents, or its name where none is recorded."""
    return "; ".join(item.title for item in document.policy_urls) or document.platform


def makers(document: PolicyDocument) -> list[str]:
    """The operator without what is said of it in brackets, and the platform if that is another."""
    operator = document.operator.split(" (")[0]
    is_named = document.policy_urls and document.platform != operator
    return [operator, document.platform] if is_named else [operator]
