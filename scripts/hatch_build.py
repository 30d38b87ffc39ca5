"""Ships templates, migrations and seed data inside the wheel, as kb/_resources/.

An editable installation gets none of them: there kb.core.resources reads the checkout itself,
so that an edited template is seen at the next request.
"""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

RESOURCES = ("templates", "migrations", "seed_data")


class ShipResources(BuildHookInterface[Any]):
    """Adds the resource folders to a wheel that is not editable."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it writes the wheel; `version` is "standard" or "editable"."""
        if version != "standard":
            return
        for folder in RESOURCES:
            source = Path(self.root, folder)
            if not source.is_dir():
                raise FileNotFoundError(f"{source} is missing: a wheel without it would not run")
            build_data["force_include"][str(source)] = f"kb/_resources/{folder}"
