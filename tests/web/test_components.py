"""Components: the style guide shows them all, and they keep what they promise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from kb.entries import vocabulary
from kb.web import components
from kb.web.components import labels, meanings
from kb.web.components.samples import styleguide_context

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "kb" / "web" / "static"
HOSTILE = '"><script>alert(1)</script>'


@pytest.fixture(scope="module")
def environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["static_url"] = lambda name: f"/static/{name}"
    environment.globals["vocabulary"] = vocabulary
    components.install(environment)
    return environment


@pytest.fixture(scope="module")
def page(environment: Environment) -> str:
    return environment.get_template("pages/styleguide.html").render(**styleguide_context())


def render(environment: Environment, text: str, **context: object) -> str:
    source = '{% import "components/kit.html" as ui %}' + text
    return environment.from_string(source).render(**context)


class Tags(HTMLParser):
    """Collects start tags with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def macros() -> Iterator[str]:
    kit = (TEMPLATES / "components" / "kit.html").read_text(encoding="utf-8")
    yield from re.findall(r"{% set (\w+) =", kit)


@pytest.mark.parametrize(
    "macro",
    sorted(
        {*macros()}
        - {"icon", "seal", "change_list", "proof_chips", "meaning_tag", "answer_tag", "result_item"}
    ),
)
def test_the_style_guide_shows_every_component(macro: str) -> None:
    guide = (TEMPLATES / "pages" / "styleguide.html").read_text(encoding="utf-8")
    assert f"ui.{macro}(" in guide


def test_no_page_part_needs_inline_style_or_script(page: str) -> None:
    for tag, attributes in Tags(page).found:
        assert "style" not in attributes
        assert tag != "style"
        assert not any(name.startswith("on") for name in attributes)
        if tag == "script":
            assert "src" in attributes or attributes.get("type") == "application/ld+json"


def test_ids_are_unique_and_inner_links_lead_somewhere(page: str) -> None:
    found = Tags(page).found
    ids = [attributes["id"] for _, attributes in found if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in found:
        for name in ("for", "aria-describedby", "aria-labelledby"):
            for target in (attributes.get(name) or "").split():
                assert target in ids
        href = attributes.get("href") or ""
        if href.startswith("#") and len(href) > 1 and not href.startswith("#source-"):
            assert href[1:] in ids


def test_a_plain_string_is_escaped_everywhere(environment: Environment) -> None:
    source = {"id": "s1", "url": HOSTILE, "title": HOSTILE, "publisher": HOSTILE, "kind": "primary"}
    shown = render(
        environment,
        "{{ ui.entry_head(x, 'case', 'pending', subtitle=x) }}"
        "{{ ui.answer_line(x, '2024', 's1', s) }}{{ ui.key_facts([(x, x), (x, [x, x])]) }}"
        "{{ ui.source_list(s) }}{{ ui.proof_chip('s1', s) }}"
        "{{ ui.banner('notice', x, x, x, x) }}{{ ui.cite_box([(x, x)], [(x, x)]) }}"
        "{{ ui.search_box(x) }}{{ ui.empty_state(x, x, [(x, x)]) }}{{ ui.field(x, x, x, hint=x) }}"
        "{{ ui.thread([{'date': '2024', 'title': x, 'description': x, 'kind': x}], labels='') }}"
        "{{ ui.result_list([{'kind': 'case', 'href': x, 'title': x, 'snippet': x}]) }}",
        x=HOSTILE,
        s={"s1": source},
    )
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown


def test_a_snippet_made_safe_keeps_its_marks(environment: Environment) -> None:
    hit = {"kind": "case", "href": "/", "title": "A", "snippet": Markup("<mark>a</mark>")}
    assert "<mark>a</mark>" in render(environment, "{{ ui.result_list([hit]) }}", hit=hit)


def test_a_date_known_only_at_the_latest_says_so(environment: Environment) -> None:
    shown = render(environment, "{{ ui.date('2024-04-07', 'at-latest') }}")
    assert shown == '<time datetime="2024-04-07">by 7 April 2024</time>'


def test_facts_without_a_value_are_left_out(environment: Environment) -> None:
    shown = render(
        environment, "{{ ui.key_facts([('Court', 'Y'), ('Closed', ''), ('Judges', [])]) }}"
    )
    assert "Court" in shown
    assert "Closed" not in shown
    assert "Judges" not in shown


def test_marked_words_are_announced_to_those_who_do_not_see_them(page: str) -> None:
    assert '<ins><span class="visually-hidden">[added: </span>' in page
    assert '<del><span class="visually-hidden">[removed: </span>' in page


@pytest.mark.parametrize("question", [*vocabulary.QUESTIONS.values()], ids=lambda q: q.id)
def test_every_answer_has_a_meaning_and_a_drawing(question: vocabulary.Question) -> None:
    for value in question.values:
        assert meanings.meaning_of(question.id, value) in meanings.MEANINGS
        assert meanings.answer_icon(value)


@pytest.mark.parametrize(
    ("kind", "statuses"),
    [
        ("case", vocabulary.CASE_STATUSES),
        ("law", vocabulary.LAW_STATUSES),
        ("claim", vocabulary.CLAIM_STATUSES),
    ],
)
def test_every_status_has_a_word_and_a_drawing(
    environment: Environment, kind: str, statuses: dict[str, str]
) -> None:
    for status, word in statuses.items():
        shown = render(environment, "{{ ui.status_tag(kind, status) }}", kind=kind, status=status)
        assert word in shown
        assert "<svg" in shown


@pytest.mark.parametrize(
    ("page", "pages", "shown"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (1, 9, [1, 2, None, 9]),
        (4, 12, [1, 2, 3, 4, 5, None, 12]),
        (6, 12, [1, None, 5, 6, 7, None, 12]),
        (12, 12, [1, None, 11, 12]),
    ],
)
def test_far_pages_are_left_out_of_the_page_links(
    page: int, pages: int, shown: list[int | None]
) -> None:
    assert labels.page_numbers(page, pages) == shown


def test_style_sheets_name_only_files_that_exist() -> None:
    for sheet in STATIC.glob("*.css"):
        for target in re.findall(r'url\("([^"#]+)"\)', sheet.read_text(encoding="utf-8")):
            assert (STATIC / target).is_file(), f"{sheet.name}: {target}"


def test_fonts_stay_small_and_carry_their_licences() -> None:
    fonts = STATIC / "fonts"
    assert sum(file.stat().st_size for file in fonts.glob("*.woff2")) < 350_000
    for package in ("source-serif-4", "inter", "jetbrains-mono"):
        licence = (fonts / f"OFL-{package}.txt").read_text(encoding="utf-8")
        assert "SIL OPEN FONT LICENSE" in licence


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))


def luminance(colour: str) -> float:
    channels = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


PAIRS = [
    *(
        (text, ground)
        for text in ("ink", "ink-soft", "accent")
        for ground in ("paper", "paper-deep", "paper-bright")
    ),
    *(
        (meaning, ground)
        for meaning in meanings.MEANINGS
        for ground in ("paper", f"{meaning}-wash")
    ),
    ("ink-soft", "rightsholder-wash"),
    ("ink-soft", "developer-wash"),
    ("ink-soft", "mixed-wash"),
    ("ink", "accent-wash"),
    ("accent", "accent-wash"),
    ("accent-ink", "accent"),
    ("ink", "mark"),
    ("ins-ink", "ins"),
    ("del-ink", "del"),
]


@pytest.mark.parametrize(("text", "ground"), PAIRS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_enough_contrast_in_both_schemes(scheme: str, text: str, ground: str) -> None:
    sheet = (STATIC / "base.css").read_text(encoding="utf-8")
    light, _, rest = sheet.partition("@media (prefers-color-scheme: dark)")
    dark = rest.partition("*, *::before")[0]
    known = colours(light) if scheme == "light" else colours(light) | colours(dark)
    assert contrast(known[text], known[ground]) >= 4.5


def test_control_borders_can_be_seen() -> None:
    sheet = (STATIC / "base.css").read_text(encoding="utf-8")
    light, _, rest = sheet.partition("@media (prefers-color-scheme: dark)")
    for known in (colours(light), colours(rest.partition("*, *::before")[0])):
        assert contrast(known["rule-strong"], known["paper"]) >= 3
