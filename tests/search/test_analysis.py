"""What analysis finds in six languages: text, query, and whether they should meet."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.search.analysis import fold, normal, query_stems, split, stems, tokens

LANGUAGES = frozenset({"en", "de", "fr", "ru", "ja", "zh"})


def meets(text: str, language: str, query: str) -> bool:
    """Whether every word of the query stands in the text, in order or not."""
    held = {stem for token in tokens(normal(text), language) for stem in token.stems}
    asked = [query_stems(word, LANGUAGES) for _, _, word in split(normal(query))]
    return all(held & set(forms) for forms in asked if forms)


@pytest.mark.parametrize(
    ("language", "text", "query"),
    [
        ("en", "The generators were trained on copyrighted drawings", "training generator"),
        ("en", "The policies of the platform", "policy"),
        ("en", "Artist's works licensed", "artist work"),
        ("en", "Artist\u2019s works", "artist"),
        ("en", "under 17 U.S.C. § 1202", "17 usc 1202"),
        ("en", "The U.S. Court", "US court"),
        ("en", "J.K. Rowling", "JK Rowling"),
        ("en", "an opt-out", "opt out"),
        ("en", "licensed under a licence", "license"),
        ("en", "memorisation of works, labelled", "memorization labeled"),
        ("en", "the colour of a judgement", "color judgment"),
        ("en", "Three illustrators sued; others are suing", "sue"),
        ("en", "a defence of the centre's programme", "defense center program"),
        ("en", "café", "cafe\u0301"),
        ("en", "ﬁne art", "fine"),
        ("en", "DALL·E 2", "DALL-E 2"),
        ("de", "A court in Germany held that training is mining", "trains"),
        ("de", "Urheberrechtsverletzungen durch Bildgeneratoren", "Urheberrechtsverletzung"),
        ("de", "Künstlerinnen klagen gegen Bildgeneratoren", "Künstlerin"),
        ("de", "Künstlerinnen klagen", "Kunstlerin"),
        ("de", "Künstlerinnen klagen", "Kuenstlerin"),
        ("de", "die Straße der Künste", "strasse"),
        ("fr", "Les œuvres protégées par le droit d'auteur", "oeuvre protégée"),
        ("fr", "Les œuvres protégées par le droit d'auteur", "oeuvres protegees"),
        ("fr", "l'entraînement des modèles génératifs", "entrainement modele"),
        ("fr", "l'artiste", "artiste"),
        ("ru", "Нарушение авторских прав при обучении нейросетей", "авторское право"),
        ("ru", "Художники подали иск к разработчикам", "художник иск"),
        ("ru", "ещё одно судебное решение", "еще решение"),
        ("ru", "обучение моделей", "обучать модель"),
        ("ru", "нарушение права", "нарушить нарушает"),
        ("ru", "использование изображений", "использовать"),
        ("ja", "著作権侵害の訴えが東京地方裁判所に提起された", "著作権"),
        ("ja", "著作権侵害の訴えが東京地方裁判所に提起された", "東京地方裁判所"),
        ("ja", "生成ＡＩの学習に関するガイドライン", "生成AI"),
        ("ja", "ｶﾞｲﾄﾞﾗｲﾝの改正", "ガイドライン"),
        ("ja", "サーバーの管理者", "サーバ"),
        ("ja", "ｻｰﾊﾞｰの管理者", "サーバー"),
        ("ja", "プリンシプル・コード", "プリンシプルコード"),
        ("ja", "ヱヴァンゲリヲンの画像", "エヴァンゲリオン"),
        ("ja", "ヴァイオリンの演奏", "バイオリン"),
        ("ja", "著作権法", "著作權法"),
        ("ja", "讀賣新聞", "読売新聞"),
        ("zh", "著作權法第六十五條合理使用", "著作权"),
        ("zh", "廣州互聯網法院", "广州互联网法院"),
        ("zh", "原告指控被告未经许可使用其作品训练人工智能模型", "人工智能"),
        ("zh", "著作權法第六十五條合理使用", "合理使用"),
        ("ko", "저작권법 개정", "저작권"),
    ],
)
def test_forms_of_a_word_meet(language: str, text: str, query: str) -> None:
    assert meets(text, language, query)


@pytest.mark.parametrize(
    ("language", "text", "query"),
    [
        ("en", "universal licence", "university"),
        ("ja", "生成AIの学習", "ガイドライン"),
        ("ja", "京都大学の研究", "東京"),
        ("ru", "знание закона", "знак"),
    ],
)
def test_other_words_do_not_meet(language: str, text: str, query: str) -> None:
    assert not meets(text, language, query)


def test_stop_words_hold_a_position_but_no_stem() -> None:
    found = list(tokens("use of the work", "en"))
    assert [token.position for token in found] == [0, 1, 2, 3]
    assert [bool(token.stems) for token in found] == [True, False, False, True]
    assert [token.exact for token in found] == ["use", "of", "the", "work"]


def test_a_token_knows_its_place_in_the_text() -> None:
    text = "Künstler’s “U.S.” 生成AI"
    assert [text[token.start : token.end] for token in tokens(text, "en")] == [
        "Künstler’s",
        "U.S.",
        "生成",
        "AI",
    ]


def test_what_is_rewritten_keeps_its_place() -> None:
    text = "ｻｰﾊﾞｰ ヱヴァ・ﾄﾞｰﾙ"
    found = [(text[token.start : token.end], token.exact) for token in tokens(text, "ja")]
    assert found == [
        ("ｻｰ", "サー"),
        ("ｰﾊﾞｰ", "ーバ"),
        ("ヱヴァ", "エバ"),
        ("ヴァ・ﾄﾞ", "バド"),
        ("ﾄﾞｰ", "ドー"),
        ("ｰﾙ", "ール"),
    ]


def test_no_and_out_are_words_here() -> None:
    assert stems("out", "en")
    assert stems("no", "en")
    assert stems("the", "en") == ()


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    for _, _, word in split(normal(text)):
        assert fold(fold(word)) == fold(word)


@given(st.text(max_size=80), st.sampled_from(["en", "de", "fr", "ru", "ja"]))
def test_every_text_has_tokens_in_order_inside_it(text: str, language: str) -> None:
    stored = normal(text)
    last = -1
    for token in tokens(stored, language):
        assert token.position == last + 1
        assert 0 <= token.start < token.end <= len(stored)
        assert token.exact
        last = token.position


@given(st.text(alphabet=st.characters(categories=["Ll", "Lu"]), min_size=1, max_size=20))
def test_a_text_meets_itself_in_either_normal_form(word: str) -> None:
    assert meets(unicodedata.normalize("NFD", word), "en", unicodedata.normalize("NFC", word))
