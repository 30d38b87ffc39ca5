"""Numbers of Chinese cases, in characters or by their sound: `（2023）京0491民初11279号`."""

from __future__ import annotations

import re
from itertools import product

from kb.entries.identifier_families import Family, Keys, family, number, one

# The one-character names of the Chinese provinces and of the kinds of case, with their sound.
# Several sound alike (Jin is Tianjin or Shanxi): the sound stands for each of them.
_PROVINCES = {
    "京": "jing", "津": "jin", "冀": "ji", "晋": "jin", "内": "nei", "辽": "liao", "吉": "ji",
    "黑": "hei", "沪": "hu", "苏": "su", "浙": "zhe", "皖": "wan", "闽": "min", "赣": "gan",
    "鲁": "lu", "豫": "yu", "鄂": "e", "湘": "xiang", "粤": "yue", "桂": "gui", "琼": "qiong",
    "渝": "yu", "川": "chuan", "黔": "qian", "云": "yun", "藏": "zang", "陕": "shan", "甘": "gan",
    "青": "qing", "宁": "ning", "新": "xin", "最": "zui", "高": "gao", "法": "fa",
}  # fmt: skip
_CASE_KINDS = {
    "民": "min", "刑": "xing", "行": "xing", "知": "zhi", "执": "zhi", "初": "chu", "终": "zhong",
    "申": "shen", "再": "zai", "监": "jian", "特": "te", "辖": "xia", "保": "bao", "商": "shang",
}  # fmt: skip
_TRADITIONAL = str.maketrans(
    "遼滬蘇閩贛魯粵瓊雲陝寧號終執監轄東", "辽沪苏闽赣鲁粤琼云陕宁号终执监辖东"
)
_HAN_PROVINCE = "[" + "".join(_PROVINCES) + "遼滬蘇閩贛魯粵瓊雲陝寧]"
_HAN_KIND = "[" + "".join(_CASE_KINDS) + "終執監轄]"


def _sounds(table: dict[str, str]) -> dict[str, list[str]]:
    sounds: dict[str, list[str]] = {}
    for character, sound in table.items():
        sounds.setdefault(sound, []).append(character)
    return sounds


_PROVINCE_SOUNDS, _KIND_SOUNDS = _sounds(_PROVINCES), _sounds(_CASE_KINDS)


def _readings(text: str, sounds: dict[str, list[str]]) -> list[str]:
    """Every string of characters that the syllables can stand for; none if one is unknown."""
    parts = [sounds.get(syllable) for syllable in text.casefold().split()]
    if not parts or any(part is None for part in parts):
        return []
    return ["".join(reading) for reading in product(*(part for part in parts if part))]


def _chinese(match: re.Match[str]) -> Keys:
    court = match["court"].translate(_TRADITIONAL)
    kind = match["kind"].translate(_TRADITIONAL)
    return one(f"cn:{match['year']}{court}{match['code'] or ''}{kind}{number(match['serial'])}")


def _chinese_romanised(match: re.Match[str]) -> Keys:
    courts = _readings(match["court"], _PROVINCE_SOUNDS)
    kinds = _readings(match["kind"], _KIND_SOUNDS)
    code, serial = match["code"] or "", number(match["serial"])
    return frozenset(
        f"cn:{match['year']}{court}{code}{kind}{serial}" for court in courts for kind in kinds
    )


_SYLLABLES = r"[a-z]{1,6}"

CHINESE: tuple[Family, ...] = (
    family(
        "cn-case",
        r"\(? (?P<year>20\d\d) \)? \s* (?P<court>" + _HAN_PROVINCE + r"{1,3}) "
        r"(?P<code>\d{2,4})? \s*"
        r"(?P<kind>" + _HAN_KIND + r"{1,4}) (?P<serial>\d+) (?:号|號)?",
        _chinese,
    ),
    family(
        "cn-case-romanised",
        r"(?<!\w)\(? (?P<year>20\d\d) \)"
        r"? \s* (?P<court>" + _SYLLABLES + r"(?:\s" + _SYLLABLES + r"){0,2})"
        r"\s+ (?:(?P<code>\d{2,4}) \s+)? (?P<kind>(?:" + _SYLLABLES + r"\s+){1,4}) no\.?\s* "
        r"(?P<serial>\d+)",
        _chinese_romanised,
        hints="no0 no_0 no.0 no._0",
    ),
)
