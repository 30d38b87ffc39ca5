"""The forms in which references leave, by the suffix of an address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from kb.exports.bibtex import bibtex
from kb.exports.csl import csl_json
from kb.exports.reference import Reference
from kb.exports.ris import ris

REFERENCE_FORMS: Final[Mapping[str, Callable[[Iterable[Reference]], str]]] = {
    "bib": bibtex,
    "ris": ris,
    "csl.json": csl_json,
}
