"""Whatever can be set, asked for or called has its place in the documentation."""

import re
from typing import Any

import pytest
import typer
from starlette.routing import Mount, compile_path

from kb.core.settings import Settings
from kb.entries.vocabulary import KIND_PLURALS
from tests.support.checkout import ROOT, documentation


@pytest.mark.parametrize("field", sorted(Settings.model_fields))
def test_a_setting_has_a_row_in_the_operators_page_and_a_line_of_help(field: str) -> None:
    page = (ROOT / "docs" / "operators.md").read_text(encoding="utf-8")
    assert f"| `KB_{field.upper()}` |" in page
    assert Settings.model_fields[field].description


def test_the_operators_page_names_no_setting_that_does_not_exist() -> None:
    page = (ROOT / "docs" / "operators.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `KB_(\w+)` \|", page, re.MULTILINE))
    assert named == {field.upper() for field in Settings.model_fields}


def test_every_address_of_the_site_is_documented() -> None:
    documented = documented_addresses()
    undocumented = [
        path
        for path in served_addresses()
        if _shape(path).removesuffix(".{}") not in documented  # "also .csv, .json"
    ]
    assert undocumented == []


def test_every_documented_address_is_served() -> None:
    patterns = [compile_path(path)[0] for path in served_addresses()]
    unserved = [
        shape
        for shape in documented_addresses()
        if not any(pattern.match(shape.replace("{}", "x1")) for pattern in patterns)
    ]
    assert unserved == []


def served_addresses() -> list[str]:
    """The path of every route, as its function declares it."""
    from kb.web.app import create_app

    found = [path for route in create_app(Settings()).routes for path in _paths(route)]
    assert "/" in found
    return found


def documented_addresses() -> set[str]:
    """The shape of every address in the first column of docs/urls.md, and with its suffixes."""
    page = (ROOT / "docs" / "urls.md").read_text(encoding="utf-8")
    shapes = set()
    for row, address in re.findall(r"^(\| `(/[^`?]*)[^|]*\|.*)$", page, re.MULTILINE):
        suffixes = ["", *re.findall(r"`(\.[a-z.]+)`", row)]
        for kinds in KIND_PLURALS.values() if "{kinds}" in address else ("",):
            path = address.replace("{kinds}", kinds)
            shapes |= {_shape(path + suffix) for suffix in suffixes}
    return shapes


def _shape(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", path)


def _paths(route: Any) -> list[str]:
    # FastAPI keeps an included router whole and works out its routes when they are asked for.
    if hasattr(route, "effective_candidates"):
        return [path for part in route.effective_candidates() for path in _paths(part)]
    if isinstance(route, Mount):
        return [f"{route.path}/{{path:path}}"]
    return [getattr(route, "path", None) or route.starlette_route.path]


def test_every_command_is_documented() -> None:
    from kb.cli.main import app

    documented = documentation()
    commands = list(_leaves(typer.main.get_command(app), "kb"))
    assert commands
    assert [name for name in commands if f"`{name}" not in documented] == []


def test_every_command_and_every_option_has_a_line_of_help() -> None:
    from kb.cli.main import app

    silent = []
    for name, command in _leaves(typer.main.get_command(app), "kb").items():
        if not command.help:
            silent.append(name)
        silent += [
            f"{name} {parameter.opts[0]}"
            for parameter in command.params
            if parameter.param_type_name == "option" and not getattr(parameter, "help", None)
        ]
    assert silent == []


def test_every_make_target_is_listed_by_help_and_in_the_developers_page() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    helped = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))
    page = (ROOT / "docs" / "developers.md").read_text(encoding="utf-8")
    assert targets == helped
    assert sorted(t for t in targets - {"help"} if f"`make {t}`" not in page) == []


@pytest.mark.parametrize(("title", "least"), [("Security", 30), ("What the scraper meets", 20)])
def test_every_rule_of_security_names_a_test_that_exists(title: str, least: int) -> None:
    page = (ROOT / "docs" / "developers.md").read_text(encoding="utf-8")
    section = page.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| .* \| (`.*`) \|$", section, re.MULTILINE)
    assert len(rows) >= least
    missing = [
        named
        for row in rows
        for named in row.strip("`").split("`, `")
        if not _is_test(*named.split("::"))
    ]
    assert missing == []


def test_every_link_between_the_documents_leads_somewhere() -> None:
    broken = [
        f"{page.name}: {target}"
        for page in [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")]
        if page.exists()
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
        if "://" not in target and not target.startswith("mailto:")
        if not (page.parent / target).exists()
    ]
    assert broken == []


def _is_test(path: str, name: str) -> bool:
    file = ROOT / "tests" / path
    return file.exists() and f"def {name}(" in file.read_text(encoding="utf-8")


def _leaves(command: Any, name: str) -> dict[str, Any]:
    """Every command that can be called, by its whole name; groups are not."""
    if not hasattr(command, "commands"):
        return {name: command}
    found: dict[str, Any] = {}
    for part, child in command.commands.items():
        if not child.hidden:
            found |= _leaves(child, f"{name} {part}")
    return found
