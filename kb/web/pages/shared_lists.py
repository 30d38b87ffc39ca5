"""A list at the secret address that its owner gave it, for whoever has that."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kb.alerts import list_views
from kb.web.listed import LIST_FORMS, comparisons, list_dossier, list_file, list_files
from kb.web.negotiate import split_suffix
from kb.web.rendering import render, site_of

router = APIRouter(include_in_schema=False)


@router.get("/lists/{name}")
def shared_list(request: Request, name: str) -> Response:
    """The list as a page or as a file."""
    secret, suffix = split_suffix(name, LIST_FORMS)
    site, path = site_of(request), f"/lists/{secret}"
    with site.database.reading() as session:
        found = list_views.shared_view(session, secret, key=site.secret_key)
        if suffix is not None:
            return kept_by_nobody(list_file(request, session, found, suffix, path=path))
    return kept_by_nobody(
        render(
            request,
            "pages/shared_list.html",
            found=found,
            files=list_files(path),
            comparable=comparisons(found),
        )
    )


@router.get("/lists/{secret}/dossier")
def dossier(request: Request, secret: str) -> Response:
    """The list laid out for paper."""
    site = site_of(request)
    with site.database.reading() as session:
        found = list_views.shared_view(session, secret, key=site.secret_key)
        made = list_dossier(request, session, found, path=f"/lists/{secret}")
    return kept_by_nobody(made)


def kept_by_nobody(answer: Response) -> Response:
    """An answer at a secret address: in no cache, no index, and told to no page it links to."""
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
