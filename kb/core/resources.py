"""Finds the folders that belong to the package but lie beside it in the repository.

A wheel carries `templates`, `migrations` and `seed_data` inside `kb/_resources`; a
checkout has them at its top.
"""

from __future__ import annotations

from pathlib import Path

import kb
from kb.core.errors import ConfigurationError


def resource_dir(name: str) -> Path:
    """The folder of that name; `ConfigurationError` if the installation lacks it."""
    package = Path(kb.__file__).resolve().parent
    for candidate in (package / "_resources" / name, package.parent / name):
        if candidate.is_dir():
            return candidate
    raise ConfigurationError(f"The installation is incomplete: its folder {name} is missing.")
