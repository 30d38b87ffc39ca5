"""Searching the seed: what a lawyer or an artist types brings the entry that they mean."""

from __future__ import annotations

import pytest

from kb.search.engine import SearchEngine, SearchRequest
from kb.search.help import HELP_EXAMPLES, HelpExample
from tests.search import corpus


def slugs(engine: SearchEngine, query: str, count: int = 10) -> list[str]:
    page = engine.search(SearchRequest(q=query, per_page=count, facets=False))
    return [hit.slug for hit in page.hits]


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        # numbers
        ("23-cv-201", "andersen-v-stability-ai"),
        ("3:23-cv-00201-WHO", "andersen-v-stability-ai"),
        ("No. 3:23-cv-201", "andersen-v-stability-ai"),
        ("765 F Supp 3d 382", "thomson-reuters-v-ross-d-del"),
        ("765 F.Supp.3d 382", "thomson-reuters-v-ross-d-del"),
        ("130 F.4th 1039", "thaler-v-perlmutter"),
        ("598 US 508", "warhol-v-goldsmith"),
        ("24-171", "cox-v-sony"),
        ("84 Civ. 9208", "steinberg-v-columbia"),
        ("VAu001480196", "zarya-of-the-dawn"),
        ("[2025] EWHC 2863 (Ch)", "getty-images-v-stability-ai-uk"),
        ("2025 EWHC 2863", "getty-images-v-stability-ai-uk"),
        ("2025 ONSC 6217", "toronto-star-v-openai"),
        ("2023 FC 1612", "doan-v-clearview"),
        ("ECLI:NL:RBAMS:2024:6563", "dpg-media-v-howardshome"),
        ("HA ZA 23-690", "dpg-media-v-howardshome"),
        ("310 O 227/23", "kneschke-v-laion"),
        ("42 O 14139/24", "gema-v-openai"),
        ("I-20 W 2/26", "olg-duesseldorf-underwater-dog"),
        ("C-250/25", "like-company-v-google"),
        ("(2023)京0491民初11279号", "li-v-liu-beijing-internet-court"),
        ("(2024) Yue 0192 Min Chu No. 113", "ultraman-guangzhou-internet-court"),
        ("17 usc 1202", "us-17-usc-1202"),
        ("17 U.S.C. § 107", "us-17-usc-107-fair-use"),
        ("§ 44b UrhG", "germany-urhg-44b"),
        ("s 29A CDPA", "uk-cdpa-1988-s29a"),
        ("Article 4 Directive (EU) 2019/790", "eu-dsm-directive-2019-790"),
        ("AI Act article 50", "eu-ai-act-article-50"),
        ("CC-BY-4.0", "cc-by-4-0"),
        ("cc0", "cc0-1-0"),
        ("apache 2.0", "apache-2-0"),
        ("1:25-md-03143", "in-re-openai-copyright-mdl"),
        # names, as typed by people
        ("andersen stability", "andersen-v-stability-ai"),
        ("anderson stability", "andersen-v-stability-ai"),
        ("kneshke", "kneschke-v-laion"),
        ("societty6", "society6"),
        ("creative maket", "creative-market"),  # German entries have a word with that stem
        ("deviantart", "deviantart"),
        ("deviant art", "deviantart"),
        ("art station", "artstation"),
        ("midjourney", "midjourney"),
        ("warhol goldsmith", "warhol-v-goldsmith"),
        ("thaler", "thaler-v-perlmutter"),
        ("zarya of the dawn", "zarya-of-the-dawn"),
        ("bartz anthropic", "bartz-v-anthropic"),
        ("fair use", "us-17-usc-107-fair-use"),
        ("MIT license", "mit-license"),
        ("judge:orrick", "andersen-v-stability-ai"),
        ("court:hamburg", "kneschke-v-laion"),
        # plain questions
        ("does deviantart train on my uploads", "deviantart"),
        ("what is fair use?", "us-17-usc-107-fair-use"),
    ],
)
def test_the_entry_that_was_meant_comes_first(
    seed_engine: SearchEngine, query: str, slug: str
) -> None:
    assert slugs(seed_engine, query)[0] == slug


def test_every_docket_number_and_citation_finds_its_case_among_the_first(
    seed_engine: SearchEngine,
) -> None:
    missed = [
        (number, document.slug)
        for document in corpus.seed()
        if document.kind == "case"
        for number in (*document.dockets, *document.citations)
        if document.slug not in slugs(seed_engine, number, 5)
    ]
    assert missed == []


def test_every_title_finds_its_entry_first(seed_engine: SearchEngine) -> None:
    missed = [
        document.title
        for document in corpus.seed()
        if slugs(seed_engine, f'"{document.short_name or document.title}"', 3).count(document.slug)
        == 0
        and slugs(seed_engine, document.title, 1) != [document.slug]
    ]
    assert missed == []


@pytest.mark.parametrize("example", HELP_EXAMPLES, ids=lambda example: example.query)
def test_every_example_of_the_help_page_finds_something(
    seed_engine: SearchEngine, example: HelpExample
) -> None:
    page = seed_engine.search(SearchRequest(q=example.query))
    assert page.total
    assert example.explanation.endswith(".")


def test_the_help_page_shows_every_field() -> None:
    from kb.search.fields import FIELDS

    shown = " ".join(example.query for example in HELP_EXAMPLES)
    missing = {name for name in FIELDS if f"{name}:" not in shown}
    # Numbers are found without their field; the year is a facet.
    assert missing <= {"docket", "citation", "defendant", "year"}


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("google books", "authors-guild-v-google"),  # a nickname
        ("the betamax case", "sony-v-universal"),
        ("NYT", "nyt-v-microsoft-openai"),  # initials
        ("BFL flux", "black-forest-labs"),
        ("stabledifusion", "stability-ai"),  # joined and misspelt
        ("斗破苍穹", "medusa-lora-shanghai-jinshan"),
        ("鬥破蒼穹", "medusa-lora-shanghai-jinshan"),
        ("ヱヴァンゲリヲン", "kanagawa-evangelion-ai-posters"),
        ("ｴｳﾞｧﾝｹﾞﾘｵﾝ", "kanagawa-evangelion-ai-posters"),
    ],
)
def test_other_names_and_writings_bring_the_entry(
    seed_engine: SearchEngine, query: str, slug: str
) -> None:
    assert slug in slugs(seed_engine, query, 3)
