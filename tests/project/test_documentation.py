"""Whatever can be set, asked for or called has its place in the documentation."""

import re
from typing import Any

import pytest
import typer
from fastapi.routing import APIRoute

from kb.core.settings import Settings
from tests.support.checkout import ROOT, documentation

PATH_CONVERTER = re.compile(r"\{(\w+):\w+\}")


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
    from kb.web.app import create_app

    documented = documentation()
    paths = {
        PATH_CONVERTER.sub(r"{\1}", route.path)
        for route in create_app(Settings()).routes
        if isinstance(route, APIRoute)
    }
    assert paths
    assert sorted(path for path in paths if f"`{path}`" not in documented) == []


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


def _leaves(command: Any, name: str) -> dict[str, Any]:
    """Every command that can be called, by its whole name; groups are not."""
    if not hasattr(command, "commands"):
        return {name: command}
    found: dict[str, Any] = {}
    for part, child in command.commands.items():
        if not child.hidden:
            found |= _leaves(child, f"{name} {part}")
    return found
