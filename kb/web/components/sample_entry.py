"""Sample values in the form of an entry: sources, events, claims, holdings, answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True)
class SampleSource:
    """A source as the components take it."""

    id: str
    url: str
    title: str
    publisher: str
    kind: str
    date: str
    copy_url: str = ""


SOURCES: Final[dict[str, SampleSource]] = {
    "s1": SampleSource(
        id="s1",
        url="https://www.courtlistener.com/docket/66732129/andersen-v-stability-ai-ltd/",
        title="Order granting in part and denying in part motions to dismiss the first amended"
        " complaint",
        publisher="N.D. Cal., on CourtListener",
        kind="primary",
        date="2024-08-12",
        copy_url="/copies/6b1f0c",
    ),
    "s2": SampleSource(
        id="s2",
        url="https://www.deviantart.com/about/policy/service/",
        title="DeviantArt Terms of Service, archived copy",
        publisher="Open Terms Archive",
        kind="primary",
        date="2024-04-07",
    ),
    "s3": SampleSource(
        id="s3",
        url="https://www.thepassivevoice.com/deviantart-upsets-artists/",
        title="DeviantArt upsets artists with its new AI art generator",
        publisher="Ars Technica",
        kind="secondary",
        date="2022-11",
    ),
}

EVENTS: Final[list[dict[str, Any]]] = [
    {
        "date": "2023-01-13",
        "kind": "filed",
        "title": "Class-action complaint",
        "description": "Three artists sue Stability AI, Midjourney and DeviantArt.",
        "docket_entry": "1",
        "source": "s1",
    },
    {
        "date": "2023-10-30",
        "kind": "order",
        "title": "First order on motions to dismiss",
        "description": "Most claims fall with leave to amend; one artist's claim of direct"
        " infringement against Stability AI goes on.",
        "docket_entry": "117",
        "citation": "700 F. Supp. 3d 853",
        "source": "s1",
    },
    {
        "date": "2024-08-12",
        "kind": "order",
        "title": "Second order on motions to dismiss",
        "description": "Copyright claims go ahead against every group of defendants; those about"
        " copyright management information and contract do not.",
        "docket_entry": "223",
        "source": "s1",
    },
    {"date": "2027-02", "kind": "hearing", "title": "Argument on fair use", "planned": True},
]

HISTORY: Final[list[dict[str, Any]]] = [
    {
        "date": "2022-11-11",
        "title": "Default reversed after protest",
        "description": "All works are marked as not authorised for outside data sets.",
        "direction": "away-from-training",
        "source": "s3",
    },
    {
        "date": "2024-04-07",
        "title": "Scraping and AI clauses seen in the terms",
        "description": "The copy of September 2022 has neither clause.",
        "certainty": "at-latest",
        "not_before": "2022-09",
        "direction": "away-from-training",
        "document": "Terms of Service",
        "source": "s2",
    },
]

CLAIMS: Final[list[dict[str, str]]] = [
    {
        "claim": "Direct copyright infringement (training copies, and the model as a copy)",
        "basis": "17 U.S.C. §§ 106, 501",
        "against": "Stability AI, Midjourney, Runway, DeviantArt",
        "status": "survived",
        "source": "s1",
    },
    {
        "claim": "Removal of copyright management information",
        "basis": "17 U.S.C. § 1202",
        "against": "All defendants",
        "status": "dismissed",
        "source": "s1",
    },
    {
        "claim": "Unjust enrichment",
        "basis": "California common law",
        "against": "All defendants",
        "status": "dismissed-with-leave",
        "source": "s1",
    },
]

OUTCOMES: Final[list[dict[str, str]]] = [
    {
        "claim": CLAIMS[0]["claim"],
        "against": "Stability AI",
        "stage": "motion-to-dismiss",
        "status": "survived",
        "date": "2023-10-30",
        "note": "The claim of Andersen, tied to her registered works.",
        "source": "s1",
    },
    {
        "claim": CLAIMS[1]["claim"],
        "against": "",
        "stage": "motion-to-dismiss",
        "status": "dismissed",
        "date": "2024-08-12",
        "note": "",
        "source": "s1",
    },
]

HOLDINGS: Final[list[dict[str, str]]] = [
    {
        "issue": "model-as-copy",
        "holding": "The theory that the trained model itself holds protected works in another form"
        " may go ahead; whether it is so is a question of fact.",
        "favours": "rightsholder",
        "date": "2024-08-12",
        "source": "s1",
    },
    {
        "issue": "cmi-removal",
        "holding": "Without output identical to a work, the removal claim fails.",
        "favours": "developer",
        "date": "2024-08-12",
        "source": "s1",
    },
]

FACTORS: Final[list[dict[str, Any]]] = [
    {"factor": 1, "favours": "developer", "note": "The use was transformative.", "source": "s1"},
    {"factor": 4, "favours": "mixed", "note": "Dilution was argued without proof.", "source": "s1"},
]

ANSWERS: Final[dict[str, dict[str, str]]] = {
    "platform_trains_on_uploads": {
        "value": "no",
        "note": "The help centre says that no member images are added to the training of the"
        " outside models that DreamUp runs on.",
        "source": "s2",
    },
    "no_ai_tag_offered": {
        "value": "yes",
        "note": "On by default since the evening of 11 November 2022; can be set for each work.",
        "since": "2022-11-11",
        "certainty": "exact",
        "source": "s3",
    },
    "ai_images_allowed": {
        "value": "labelled-only",
        "note": "Works for sale must carry the label.",
        "since": "2024-04-07",
        "certainty": "at-latest",
        "not_before": "2022-09",
        "source": "s2",
    },
}
