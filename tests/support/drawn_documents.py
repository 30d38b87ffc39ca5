"""Documents that Hypothesis makes: every field filled or left out, in any mixture."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from kb.editorial.edit.reading import tidied
from kb.editorial.edit.schema import AnswersSpec, FieldSpec, ListSpec, schema
from kb.entries.documents import Document
from kb.entries.documents.kinds import MODELS

_TEXTS = (
    st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=40)
    .map(tidied)
    .filter(bool)
)
_DATES = st.one_of(
    st.integers(1880, 2100).map(str),
    st.dates().map(lambda day: day.isoformat()[:7]),
    st.dates().map(lambda day: day.isoformat()),
)
_SLUGS = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True)
_ADDRESSES = _SLUGS.map(lambda slug: f"https://{slug}.example/?q={slug}&b=ü")


@st.composite
def drawn_documents(draw: st.DrawFn, kind: str) -> Document:
    """A valid document of the kind, from what the form of the kind has."""
    sources = [f"s{n}" for n in draw(st.lists(st.integers(1, 99), unique=True, min_size=1))[:4]]
    data: dict[str, Any] = {"kind": kind}
    for name, spec in schema(kind).items():
        match spec:
            case FieldSpec():
                data[name] = draw(_values(spec, sources))
            case AnswersSpec():
                keys = draw(st.sets(st.sampled_from([*spec.questions]), min_size=1, max_size=4))
                data[name] = {
                    key: _with_sure_dates(_drawn_part(draw, spec.questions[key], sources))
                    for key in sorted(keys)
                }
            case ListSpec():
                data[name] = [*_drawn_items(draw, spec, sources)]
    claims = [claim["claim"] for claim in data.get("claims", ())]
    if "outcomes" in data:
        data["outcomes"] = [
            {**outcome, "claim": draw(st.sampled_from(claims))}
            for outcome in data["outcomes"]
            if claims
        ]
    return MODELS[kind].model_validate({k: v for k, v in data.items() if v is not None})


def _drawn_items(draw: st.DrawFn, spec: ListSpec, sources: list[str]) -> list[dict[str, Any]]:
    if spec.name == "sources":
        return [_drawn_part(draw, spec.fields, sources) | {"id": one} for one in sources]
    count = draw(st.integers(1 if spec.name == "events" else 0, 2))
    items = [_with_sure_dates(_drawn_part(draw, spec.fields, sources)) for _ in range(count)]
    if spec.name == "related":
        return [_placed(item) | {"slug": f"other-{n}"} for n, item in enumerate(items)]
    return items


def _placed(item: dict[str, Any]) -> dict[str, Any]:
    """Without a pinpoint where there is no source that it could be a place in."""
    return {key: value for key, value in item.items() if key != "pinpoint" or "source" in item}


def _drawn_part(
    draw: st.DrawFn, fields: tuple[FieldSpec, ...], sources: list[str]
) -> dict[str, Any]:
    part = {spec.name: draw(_values(spec, sources)) for spec in fields}
    return {name: value for name, value in part.items() if value is not None}


def _with_sure_dates(part: dict[str, Any]) -> dict[str, Any]:
    """Without dates that contradict each other, which no document has."""
    part.pop("not_before", None)
    if "since" in part:
        part["certainty"] = part.get("certainty", "exact")
    elif "date" not in part:
        part.pop("certainty", None)
    return part


def _values(spec: FieldSpec, sources: list[str]) -> st.SearchStrategy[Any]:
    made: dict[str, st.SearchStrategy[Any]] = {
        "date": _DATES,
        "address": _ADDRESSES,
        "source": st.sampled_from(sources),
        "lines": st.lists(_TEXTS, max_size=3),
        "check": st.just(True),
        "yes-no": st.booleans(),
        "id": st.just("s1"),
    }
    if spec.control in {"slug", "entry", "court"}:
        strategy: st.SearchStrategy[Any] = _SLUGS
    elif spec.control == "choice":
        strategy = st.sampled_from([*spec.options])
    elif spec.control == "number":
        strategy = st.sampled_from([int(value) for value in spec.options])
    elif spec.control == "checks":
        values = st.sampled_from([*spec.options])
        strategy = st.lists(values, unique=True, min_size=1, max_size=4)
    else:
        strategy = made.get(spec.control, _TEXTS)
    return strategy if spec.required else st.none() | strategy
