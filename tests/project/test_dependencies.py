"""What is installed is what is declared, and what is declared is pinned."""

import importlib.metadata
import re
import tomllib
from functools import cache
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.support.checkout import ROOT

LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-bench.lock")
PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;\\]+)", re.MULTILINE)


@cache
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def locked(lock: str) -> dict[str, Version]:
    text = (ROOT / lock).read_text(encoding="utf-8")
    return {
        canonicalize_name(found["name"]): Version(found["version"])
        for found in PINNED.finditer(text)
    }


def declared(group: str) -> list[Requirement]:
    groups = project()["project"]["optional-dependencies"] | project()["dependency-groups"]
    entries = project()["project"]["dependencies"] if group == "runtime" else groups[group]
    return [Requirement(entry) for entry in entries if isinstance(entry, str)]


def test_the_search_library_is_the_maintained_one() -> None:
    assert importlib.metadata.packages_distributions()["whoosh"] == ["whoosh3"]


@pytest.mark.parametrize(
    ("lock", "group"),
    [
        ("requirements.lock", "runtime"),
        ("requirements.lock", "build"),
        ("requirements.lock", "meaning"),
        ("requirements.lock", "oidc"),
        ("requirements-dev.lock", "runtime"),
        ("requirements-dev.lock", "build"),
        ("requirements-dev.lock", "meaning"),
        ("requirements-dev.lock", "oidc"),
        ("requirements-dev.lock", "dev"),
        ("requirements-bench.lock", "bench"),
    ],
)
def test_a_lock_holds_what_the_project_declares(lock: str, group: str) -> None:
    versions = locked(lock)
    for requirement in declared(group):
        version = versions.get(canonicalize_name(requirement.name))
        assert version is not None, f"{lock} lacks {requirement.name}: run make lock"
        assert version in requirement.specifier, f"{lock} has {requirement.name} {version}"


def test_tests_run_on_the_versions_that_users_get() -> None:
    development = locked("requirements-dev.lock")
    for name, version in locked("requirements.lock").items():
        assert development[name] == version


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_of_a_lock_is_checked_against_a_hash(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    packages = [part for part in re.split(r"\n(?=[A-Za-z0-9])", text) if PINNED.match(part)]
    assert len(packages) == len(locked(lock))
    assert [part.splitlines()[0] for part in packages if "--hash=sha256:" not in part] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_works_behind_any_package_index(lock: str) -> None:
    assert "://" not in (ROOT / lock).read_text(encoding="utf-8")


def test_a_package_before_its_first_stable_version_is_pinned_exactly() -> None:
    versions = locked("requirements-dev.lock")
    loose = [
        str(requirement)
        for group in ("runtime", "dev")
        for requirement in declared(group)
        if versions[canonicalize_name(requirement.name)] < Version("1")
        and not str(requirement.specifier).startswith("==")
    ]
    assert loose == []


def test_what_is_installed_is_what_the_lock_says() -> None:
    differing = {
        name: (str(version), importlib.metadata.version(name))
        for name, version in locked("requirements-dev.lock").items()
        if any(name == canonicalize_name(r.name) for g in ("runtime", "dev") for r in declared(g))
        if Version(importlib.metadata.version(name)) != version
    }
    assert differing == {}
