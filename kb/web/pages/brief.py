"""`/brief`: paste or upload a text, get its citations checked. Nothing of it is kept."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from kb.citations import LONGEST, TextTooLong
from kb.core.errors import InvalidInput, KbError
from kb.exports.entry_json import json_text
from kb.web.briefs.reading import MOST_BYTES, TOO_LARGE, checked, plain_text
from kb.web.briefs.report import STANDINGS, VERDICTS, Report, report
from kb.web.briefs.table import as_csv, as_data
from kb.web.exported import exported
from kb.web.multipart import Part, read_parts
from kb.web.negotiate import chosen_form
from kb.web.recognising import a_turn
from kb.web.rendering import public_base, render, site_of

router = APIRouter(include_in_schema=False)

MOST_SHOWN: Final = 1000  # citations on the page; the table has all
EXAMPLE: Final = (
    "Compare Andersen v. Stability AI Ltd., 744 F. Supp. 3d 956 (N.D. Cal. 2024); id. at 965; with "
    "Thomson Reuters Enter. Ctr. GmbH v. Ross Intelligence Inc., 765 F. Supp. 3d 382 (D. Del. "
    "2025). Abroad: Getty Images (US) Inc v Stability AI Ltd [2025] EWHC 2863 (Ch); LG Hamburg, "
    "310 O 227/23; Article 4(3) of Directive (EU) 2019/790. But see Varghese v. China S. Airlines "
    "Co., 925 F.3d 1339 (11th Cir. 2019), and Smith v. Acme Corp., 744 F. Supp. 3d 956 (2019)."
)


async def _sent(request: Request) -> tuple[Part, ...]:
    return await read_parts(request, most=MOST_BYTES, sentence=TOO_LARGE)


Sent = Annotated[tuple[Part, ...], Depends(_sent)]


@router.get("/brief")
def brief(request: Request) -> Response:
    """The form."""
    return _page(request)


@router.post("/brief")
def check_brief(request: Request, sent: Sent) -> Response:
    """The answer as a page, as CSV for the button of that name, as JSON by the Accept header."""
    fields = {part.name: part for part in sent}
    form = chosen_form(request, None, ("html", "json"))
    if "form" in fields and fields["form"].body == b"csv":
        form = "csv"
    try:
        with a_turn():
            text = _text(fields)
            site = site_of(request)
            with site.database.reading() as session:
                found = report(session, site.archive, text)
    except (InvalidInput, TextTooLong) as error:
        if form != "html":
            raise
        return _page(request, error=error)
    if form == "csv":
        return exported(as_csv(found, base_url=public_base(request)), form="csv", name="citations")
    if form == "json":
        return exported(json_text(as_data(found)), form="json", name="citations")
    return _page(request, found=found)


def _text(fields: dict[str, Part]) -> str:
    """The text of the file, if one was chosen, else what was pasted."""
    file, pasted = fields.get("file"), fields.get("text")
    if file is not None and file.body:
        return plain_text(file.body)
    if pasted is not None and pasted.body.strip():
        try:
            return checked(pasted.body.decode("utf-8"))
        except UnicodeDecodeError:
            raise InvalidInput("The text is not UTF-8; nothing was kept.") from None
    raise InvalidInput("Paste a text or choose a file.")


def _page(
    request: Request, *, found: Report | None = None, error: KbError | None = None
) -> Response:
    status = 413 if isinstance(error, TextTooLong) else 400 if error else 200
    return render(
        request, "pages/brief.html", status_code=status,
        found=found, error=str(error) if error else "", example=EXAMPLE,
        standings=STANDINGS, verdicts=VERDICTS, most_shown=MOST_SHOWN,
        megabytes=MOST_BYTES >> 20, longest=LONGEST,
        section="research",
        crumbs=[("Research", "/research"), ("Check a brief", "")],
    )  # fmt: skip
