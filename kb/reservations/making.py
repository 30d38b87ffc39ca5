"""Writes the signals that somebody wishes for, each in the form of its own specification.

Forms: RFC 9309 (robots.txt), Content Signals Policy, draft-ietf-aipref-attach-05, ai.txt of
Spawning, TDMRep (W3C community report of 2024-05-10), RSL 1.0, IPTC Photo Metadata Standard
2023.1 with PLUS, CAWG training and data mining assertion 1.1.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Literal
from urllib.parse import urljoin
from xml.sax.saxutils import quoteattr

from kb.reservations.crawlers import PURPOSES, Crawler, Crawlers

Use = Literal["training", "answers", "user"]
#: What an owner may refuse, in words; `user` is a person's own request to an assistant.
USES: Final[Mapping[Use, str]] = {
    "training": "Training AI models on my work",
    "answers": "Showing my work in answers of AI assistants and AI searches",
    "user": "Fetching my pages when a person asks an assistant to",
}
_IMAGES: Final = ("jpg", "jpeg", "png", "gif", "webp", "avif", "tif", "tiff", "svg", "psd")
_PLUS: Final = "http://ns.useplus.org/ldf"


@dataclass(frozen=True)
class Wishes:
    """What is refused, and where people and machines may ask; addresses are absolute."""

    refused: frozenset[Use] = frozenset({"training"})
    site: str = "https://example.org/"
    policy: str = ""

    @property
    def refuses_training(self) -> bool:
        return "training" in self.refused


@dataclass(frozen=True)
class Block:
    """One text to copy: where it goes, and the name of a file that may be saved, if it is one."""

    where: str
    text: str
    file: str = ""


def made(wishes: Wishes, crawlers: Crawlers) -> dict[str, tuple[Block, ...]]:
    """The blocks of every signal that can say what is wished for, by the signal's id."""
    makers: dict[str, Callable[[Wishes], tuple[Block, ...]]] = {
        "robots-txt": lambda wanted: (_robots(wanted, crawlers),),
        "content-signals": _content_signals,
        "aipref": _aipref,
        "ai-txt": _ai_txt,
        "tdmrep": _tdmrep,
        "noai": _noai,
        "rsl": _rsl,
        "iptc": _iptc,
        "cawg": _cawg,
        "plain-words": _plain_words,
    }
    return {name: blocks for name, make in makers.items() if (blocks := make(wishes))}


def files(wishes: Wishes, crawlers: Crawlers) -> dict[str, str]:
    """The files that can be saved, by name; robots.txt has the lines of the other signals, too."""
    blocks = made(wishes, crawlers)
    found = {block.file: block.text for each in blocks.values() for block in each if block.file}
    if found:
        found["robots.txt"] = whole_robots(wishes, crawlers)
    return found


def whole_robots(wishes: Wishes, crawlers: Crawlers) -> str:
    """One robots.txt with crawlers by name, content signals, AI preferences and the RSL file."""
    parts = [_robots(wishes, crawlers).text]
    lines = [line for line in (_signal_line(wishes), _usage_line(wishes)) if line]
    parts.append("\n".join(["User-agent: *", *lines, "Allow: /", ""]))
    if "training" in wishes.refused or "answers" in wishes.refused:
        parts.append(f"License: {_licence_url(wishes)}\n")
    return "\n".join(parts)


def _robots(wishes: Wishes, crawlers: Crawlers) -> Block:
    named = sorted(
        (one for one in crawlers.crawler if _is_refused(one, wishes)), key=lambda one: one.purpose
    )
    groups = []
    for purpose, found in groupby(named, key=lambda one: one.purpose):
        agents = sorted((one.agent for one in found), key=str.casefold)
        lines = [f"# {PURPOSES[purpose].capitalize()}", *(f"User-agent: {one}" for one in agents)]
        groups.append("\n".join([*lines, "Disallow: /", ""]))
    return Block("Add this to /robots.txt", "\n".join(groups), "robots.txt")


def _is_refused(crawler: Crawler, wishes: Wishes) -> bool:
    return ("training" if crawler.purpose == "control" else crawler.purpose) in wishes.refused


def _signal_line(wishes: Wishes) -> str:
    said = {"ai-train": "training", "ai-input": "answers"}
    noes = [f"{name}=no" for name, use in said.items() if use in wishes.refused]
    return f"Content-Signal: {', '.join(['search=yes', *noes])}" if noes else ""


def _content_signals(wishes: Wishes) -> tuple[Block, ...]:
    line = _signal_line(wishes)
    return (Block("In /robots.txt", f"User-agent: *\n{line}\nAllow: /\n"),) if line else ()


def _usage_line(wishes: Wishes) -> str:
    return "Content-Usage: train-ai=n" if wishes.refuses_training else ""


def _aipref(wishes: Wishes) -> tuple[Block, ...]:
    line = _usage_line(wishes)
    if not line:
        return ()
    return (
        Block("In /robots.txt", f"User-agent: *\n{line}\nAllow: /\n"),
        Block("Header of every answer", f"{line}\n"),
    )


def _ai_txt(wishes: Wishes) -> tuple[Block, ...]:
    if not wishes.refuses_training:
        return ()
    lines = ["User-Agent: *", *(f"Disallow: *.{suffix}" for suffix in _IMAGES), "Disallow: /"]
    return (Block("Save as /ai.txt", "\n".join([*lines, ""]), "ai.txt"),)


def _tdmrep(wishes: Wishes) -> tuple[Block, ...]:
    if not wishes.refuses_training:
        return ()
    rule: dict[str, str | int] = {"location": "/", "tdm-reservation": 1}
    headers = ["tdm-reservation: 1"]
    metas = ['<meta name="tdm-reservation" content="1">']
    if wishes.policy:
        rule["tdm-policy"] = wishes.policy
        headers.append(f"tdm-policy: {wishes.policy}")
        metas.append(f'<meta name="tdm-policy" content={quoteattr(wishes.policy)}>')
    return (
        Block("Save as /.well-known/tdmrep.json", json.dumps([rule], indent=2) + "\n",
              "tdmrep.json"),
        Block("Or headers of every answer", "\n".join([*headers, ""])),
        Block("Or in the <head> of each page", "\n".join([*metas, ""])),
    )  # fmt: skip


def _noai(wishes: Wishes) -> tuple[Block, ...]:
    if not wishes.refuses_training:
        return ()
    return (
        Block("In the <head> of each page", '<meta name="robots" content="noai, noimageai">\n'),
        Block("Or a header of every answer, pictures included",
              "X-Robots-Tag: noai, noimageai\n"),
    )  # fmt: skip


def _licence_url(wishes: Wishes) -> str:
    return urljoin(wishes.site, "/license.xml")


def _rsl(wishes: Wishes) -> tuple[Block, ...]:
    said = {"ai-train": "training", "ai-input": "answers"}
    uses = [name for name, use in said.items() if use in wishes.refused]
    if not uses:
        return ()
    url = _licence_url(wishes)
    licence = (
        '<rsl xmlns="https://rslstandard.org/rsl">\n'
        '  <content url="/">\n    <license>\n'
        f'      <prohibits type="usage">{" ".join(uses)}</prohibits>\n'
        "    </license>\n  </content>\n</rsl>\n"
    )
    return (
        Block("Save as /license.xml", licence, "license.xml"),
        Block("And in /robots.txt", f"License: {url}\n"),
        Block("Or a header of every answer",
              f'Link: <{url}>; rel="license"; type="application/rsl+xml"\n'),
    )  # fmt: skip


def _iptc(wishes: Wishes) -> tuple[Block, ...]:
    if not wishes.refuses_training:
        return ()
    value = "DMI-PROHIBITED-AIMLTRAINING"
    packet = (
        '<rdf:Description rdf:about=""\n'
        f'    xmlns:plus="{_PLUS}/xmp/1.0/"\n'
        f'    plus:DataMining="{_PLUS}/vocab/{value}"/>\n'
    )
    return (
        Block("With ExifTool, for every picture of a folder",
              f"exiftool -XMP-plus:DataMining#={value} *.jpg\n"),
        Block("What then stands in the file (XMP)", packet),
    )  # fmt: skip


def _cawg(wishes: Wishes) -> tuple[Block, ...]:
    if not wishes.refuses_training:
        return ()
    names = ["data_mining", "ai_training", "ai_generative_training"]
    names += ["ai_inference"] if "answers" in wishes.refused else []
    entries = {f"cawg.{name}": {"use": "notAllowed"} for name in names}
    assertion = {"label": "cawg.training-mining", "data": {"entries": entries}}
    text = json.dumps(assertion, indent=2) + "\n"
    return (Block("As an assertion in the manifest of your Content Credentials tool", text),)


def _plain_words(wishes: Wishes) -> tuple[Block, ...]:
    uses = []
    if wishes.refuses_training:
        uses.append("text and data mining, and training AI models")
    if "answers" in wishes.refused:
        uses.append("use as input of AI models")
    if not uses:
        return ()
    text = (
        f"All rights in the works on {wishes.site} are reserved, including for "
        f"{' and '.join(uses)}, under Article 4(3) of Directive (EU) 2019/790 and the laws that "
        "carry it out."
    )
    if wishes.policy:
        text += f" Terms of licences: {wishes.policy}"
    return (Block("In your terms, and beside each work", text + "\n"),)
