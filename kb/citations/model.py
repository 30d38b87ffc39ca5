"""What a citation in a text is, and the families that are told apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from kb.entries.identifier_families import NO_KEYS, Keys

Form = Literal["full", "short", "id", "supra"]

#: Each family with its name in plain words.
FAMILIES: Final[dict[str, str]] = {
    "us-reporter": "US law report",
    "us-database": "US database citation",
    "us-slip": "US law report, page to come",
    "us-docket": "US docket number",
    "us-statute": "US statute",
    "us-regulation": "US regulation",
    "us-register": "US Federal Register",
    "us-rule": "US court rule",
    "us-bill": "US bill",
    "us-journal": "US law journal",
    "us-registration": "US copyright registration",
    "uk-neutral": "UK neutral citation",
    "uk-report": "UK law report",
    "uk-statute": "UK statute",
    "uk-claim": "UK claim number",
    "ecli": "European Case Law Identifier",
    "eu-case-number": "case number of the EU courts",
    "celex": "CELEX number",
    "eu-act": "EU act",
    "eu-procedure": "EU procedure",
    "de-file-number": "German file number",
    "de-norm": "German norm",
    "de-report": "German law report",
    "fr-norm": "French norm",
    "fr-case": "French case number",
    "nl-case": "Dutch case number",
    "ca-neutral": "Canadian neutral citation",
    "ca-report": "Canadian law report",
    "ca-docket": "Canadian docket number",
    "au-neutral": "Australian neutral citation",
    "au-report": "Australian law report",
    "ie-neutral": "Irish neutral citation",
    "nz-neutral": "New Zealand neutral citation",
    "hk-neutral": "Hong Kong neutral citation",
    "sg-neutral": "Singapore neutral citation",
    "za-neutral": "South African neutral citation",
    "in-neutral": "Indian neutral citation",
    "in-report": "Indian law report",
    "in-case": "Indian case number",
    "cn-case": "Chinese case number",
    "jp-case": "Japanese case number",
    "jp-statute": "Japanese statute",
    "br-case": "Brazilian case number",
    "act": "act of a year",
    "number": "number of a year",
    "id": "Id.",
    "supra": "supra",
}

#: Families whose citations name a rule rather than a decision.
RULES: Final = frozenset(
    {"us-statute", "us-regulation", "us-register", "us-rule", "us-bill", "uk-statute", "eu-act",
     "eu-procedure", "de-norm", "fr-norm", "jp-statute", "act", "number"}
)  # fmt: skip
#: Families of the numbers that courts give to their cases.
NUMBERS: Final = frozenset(
    {"us-docket", "uk-claim", "ca-docket", "eu-case-number", "de-file-number", "nl-case", "fr-case",
     "in-case", "cn-case", "jp-case", "br-case"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Citation:
    """One citation: the characters `start` to `end` of a text, which are `text`.

    `normalised` is the usual way to write it; `keys` are those of `kb.entries.identifiers`, by
    which entries are found. A short form (`744 F. Supp. 3d at 960`, `Id.`, `supra`) has the
    place of its `antecedent` among the citations of the text, where that is certain. A citation
    right behind another of the same decision (`No. 22-cv-6823, 2024 WL 235217`) has the place of
    the first of them as `parallel`. `name` is the case name written beside it, `court` and `year`
    those of its brackets, as they stand, and `day` the whole ISO day where one is written.
    """

    start: int
    end: int
    text: str
    family: str
    normalised: str
    keys: Keys = field(default=NO_KEYS, repr=False)
    form: Form = "full"
    antecedent: int | None = None
    parallel: int | None = None
    name: str | None = None
    year: int | None = None
    court: str | None = None
    day: str | None = None
