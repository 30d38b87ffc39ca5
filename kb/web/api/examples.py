"""The example of every operation: a request, and the real answer to it, shortened.

`python scripts/api_examples.py` writes the answers anew from the seed.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

from kb.web.api.answering import PREFIX

FOLDER: Final = Path(__file__).parent / "examples"

_SLUGS: Final = {
    "case": ("cases", "andersen-v-stability-ai"),
    "policy": ("policies", "deviantart"),
    "licence": ("licences", "cc-by-4-0"),
    "law": ("laws", "eu-ai-act-article-53-copyright"),
}

#: From the id of an operation to the request that its example answers.
REQUESTS: Final[dict[str, str]] = {
    "search": f"{PREFIX}/search?q=midjourney&kind=case&per_page=2",
    "suggest": f"{PREFIX}/suggest?q=andersen+v+st",
    "get_policy_matrix": f"{PREFIX}/policies/matrix?platform_kind=art-community",
    "get_licence_matrix": f"{PREFIX}/licences/matrix?training_permitted=no",
    "list_changes": f"{PREFIX}/changes?since=2026-01-01&limit=2",
    "list_topics": f"{PREFIX}/topics",
    "get_topic": f"{PREFIX}/topics/opt-out",
    "list_systems": f"{PREFIX}/systems",
    "get_system": f"{PREFIX}/systems/stable-diffusion",
    "list_datasets": f"{PREFIX}/datasets",
    "get_dataset": f"{PREFIX}/datasets/laion-5b",
    "list_courts": f"{PREFIX}/courts",
    "look_up_citations": f"{PREFIX}/citations/lookup",
    "list_proposals": f"{PREFIX}/proposals?state=open&limit=2",
    "get_proposal": f"{PREFIX}/proposals/1",
    "submit_proposal": f"{PREFIX}/proposals",
    "decide_proposal": f"{PREFIX}/proposals/1/decision",
    "about": PREFIX,
    "list_cases": f"{PREFIX}/cases?court=cand&status=pending&limit=2",
    "list_policies": f"{PREFIX}/policies?ai_images_allowed=no&limit=2",
    "list_licences": f"{PREFIX}/licences?training_permitted=no&limit=2",
    "list_laws": f"{PREFIX}/laws?jurisdiction=EU&limit=2",
    **{f"get_{kind}": f"{PREFIX}/{plural}/{slug}" for kind, (plural, slug) in _SLUGS.items()},
    **{
        f"list_{kind}_similar": f"{PREFIX}/{plural}/{slug}/similar"
        for kind, (plural, slug) in _SLUGS.items()
    },
    **{
        f"list_{kind}_citations": f"{PREFIX}/{plural}/{slug}/citations"
        for kind, (plural, slug) in _SLUGS.items()
    },
    **{
        f"get_{kind}_reference": f"{PREFIX}/{plural}/{slug}/reference"
        for kind, (plural, slug) in _SLUGS.items()
    },
    **{
        f"list_{kind}_versions": f"{PREFIX}/{plural}/{slug}/versions"
        for kind, (plural, slug) in _SLUGS.items()
    },
    **{
        f"get_{kind}_version": f"{PREFIX}/{plural}/{slug}/versions/1"
        for kind, (plural, slug) in _SLUGS.items()
    },
}

#: What is sent to operations that read, although they are posted to.
SENT: Final[dict[str, dict[str, Any]]] = {
    "look_up_citations": {"text": "See 744 F.Supp.3d 956, 960 (N.D. Cal. 2024); id. at 961."},
}

#: The operations that need a token; the answers of their examples are those to `tests/web/api`.
WITH_TOKEN: Final = frozenset(
    {"list_proposals", "get_proposal", "submit_proposal", "decide_proposal"}
)


@cache
def example(operation_id: str) -> Any:
    """The answer to the example request; `FileNotFoundError` where nobody wrote one."""
    return json.loads((FOLDER / f"{operation_id}.json").read_text(encoding="utf-8"))


def problem_example(status: int) -> dict[str, Any]:
    """An error as it is answered."""
    titles = {
        400: ("Bad Request", "sort must be one of newest, oldest, title, not “best”."),
        401: ("Unauthorized", "This API token is unknown, has expired or was revoked."),
        403: ("Forbidden", "This token may not decide on proposals: it lacks the scope “decide”."),
        404: ("Not Found", "There is no case with the name “andersen-v-stabilty”."),
        406: (
            "Not Acceptable",
            "This page comes as application/json; the Accept header asks for none of them.",
        ),
        409: ("Conflict", "Proposal 7 is no longer open: accepted by Edda Editor."),
        413: ("Content Too Large", "The body is larger than 4 MB; nothing was changed."),
        429: ("Too Many Requests", "Too many proposals were handed in. Try again in 6 seconds."),
        410: ("Gone", "Withdrawn: the entry described the same proceeding twice."),
        503: (
            "Service Unavailable",
            "There is no search index yet; it is built by `kb index rebuild`.",
        ),
    }
    title, detail = titles[status]
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
    }
    if status == 404:
        body["nearest"] = [
            {
                "kind": "case",
                "slug": "andersen-v-stability-ai",
                "url": "/cases/andersen-v-stability-ai",
                "title": "Andersen v. Stability AI",
            }
        ]
    return body
