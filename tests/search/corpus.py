"""Small documents made by hand, and the seed as an engine indexes it."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from kb.core.dates import earliest, latest
from kb.entries.documents import load_courts, load_documents
from kb.entries.identifiers import docket_keys
from kb.search.documents import index_document
from kb.search.engine import IndexDocument, Passage

SEED = Path(__file__).parents[2] / "seed_data"


def document(slug: str = "painter-v-model", **overrides: Any) -> IndexDocument:
    """A case; the dates and the keys follow from what is given."""
    given: dict[str, Any] = {
        "kind": "case",
        "title": "Painter v. Model Maker, Inc.",
        "language": "en",
        "jurisdiction": "US",
        "status": "pending",
        "date": "2024-01",
        "topics": ("training-reproduction",),
        "summary": "A painter sues the maker of an image generator.",
    } | overrides
    when = given["date"]
    if when:
        given.setdefault("date_earliest", earliest(when))
        given.setdefault("date_latest", latest(when))
        given.setdefault("year", earliest(when).year)
    given.setdefault("sort_date", latest(when) if when else date(2020, 1, 1))
    dockets = given.get("dockets", ())
    given.setdefault("identifiers", frozenset[str]().union(*map(docket_keys, dockets)))
    return IndexDocument(slug=slug, **given)


def small() -> list[IndexDocument]:
    """Nine documents of all kinds whose differences the tests know."""
    return [
        document(
            "andersen-v-stability-ai",
            title="Andersen et al. v. Stability AI Ltd. et al.",
            short_name="Andersen v. Stability AI",
            date="2023-01-13",
            topics=("fair-use", "class-action"),
            court_id="cand",
            court_names=("District Court for the Northern District of California",),
            parties=("Sarah Andersen", "Karla Ortiz", "Stability AI Ltd.", "DeviantArt, Inc."),
            plaintiffs=("Sarah Andersen", "Karla Ortiz"),
            defendants=("Stability AI Ltd.", "DeviantArt, Inc."),
            judges=("William H. Orrick",),
            dockets=("3:23-cv-00201-WHO",),
            systems=("Stable Diffusion",),
            datasets=("LAION-5B",),
            holdings="It is plausible that works are contained in the model.",
            summary="Three illustrators sued over a generator trained on their drawings.",
            body="Complaint. Three artists sue.\n"
            "Order. Inducement survives; 17 U.S.C. § 1202 fails.",
            passages=(
                Passage(
                    "holding",
                    "Inducing others to copy was pleaded well enough.",
                    "rulings",
                    "Models as copies",
                    "2024-08-12",
                ),
                Passage(
                    "event",
                    "Motion denied in part. The claim of inducement <i>goes</i> ahead.",
                    "events",
                    "Order",
                    "2024-08-12",
                ),
                Passage("event", "Hearing by telephone.", "events", "Hearing", "2024-05-08"),
                Passage("claim", "Unjust enrichment. Denied.", "claims", "Dismissed"),
                Passage("source", "Order on the motion. The court.", "source-s1", "The court"),
            ),
        ),
        document(
            "other-v-other",
            title="Other v. Other",
            date="2023-05-02",
            dockets=("1:23-cv-00201",),
            court_id="ded",
            status="decided",
            summary="The plaintiffs cite Andersen and Stability AI at length; fair use is open.",
        ),
        document(
            "kneschke-v-laion",
            title="Kneschke v. LAION",
            language="de",
            jurisdiction="DE",
            date="2023-04-27",
            topics=("tdm-exception",),
            court_id="lg-hamburg",
            court_names=("Landgericht Hamburg", "LG Hamburg"),
            dockets=("310 O 227/23",),
            datasets=("LAION-5B",),
            summary="Der Fotograf klagt: Vervielfältigung für ein Training der Künstlerinnen.",
        ),
        document(
            "deviantart",
            kind="policy",
            title="DeviantArt",
            short_name="DeviantArt",
            status=None,
            date="2025-09-23",
            topics=("opt-out",),
            summary="DeviantArt lets members opt out of training on their uploads.",
            body="Does it train on uploads? No. <b>Members</b> & guests decide.",
        ),
        document(
            "artstation",
            kind="policy",
            title="ArtStation",
            status=None,
            date="2024-12",
            topics=("opt-out",),
            summary="ArtStation lets artists add a tag against training.",
        ),
        document(
            "cc-by-4-0",
            kind="licence",
            title="Creative Commons Attribution 4.0 International (CC BY 4.0)",
            short_name="CC-BY-4.0",
            jurisdiction="INT",
            status=None,
            date="2013-11-25",
            topics=("attribution",),
            identifiers=frozenset({"spdx:cc-by-4.0"}),
            summary="Whoever shares the work names its author.",
        ),
        document(
            "us-17-usc-1202",
            kind="law",
            title="17 U.S.C. § 1202: copyright management information",
            status="in-force",
            date="1998-10-28",
            topics=("cmi-removal",),
            identifiers=frozenset({"usc:17:1202"}),
            summary="Removing the author's name from copies is forbidden.",
        ),
        document(
            "japan-copyright-act-30-4",
            kind="law",
            title="Japan: Copyright Act, article 30-4",
            language="ja",
            jurisdiction="JP",
            status="in-force",
            date="2018",
            topics=("tdm-exception",),
            summary="著作権法第30条の4は、情報解析のための利用を認める。",
        ),
        document(
            "undated",
            title="Undated v. Unknown",
            date=None,
            status=None,
            jurisdiction="CN",
            summary="Nothing is known of the day; the court is not named.",
        ),
    ]


@cache
def seed() -> tuple[IndexDocument, ...]:
    """Every document of the seed."""
    courts = {
        court.id: (court.name, court.short_name) for court in load_courts(SEED / "courts.json")
    }
    return tuple(index_document(found, courts=courts) for found in load_documents(SEED))
