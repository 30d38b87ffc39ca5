"""`kb settings`: what the installation was told."""

from __future__ import annotations

from kb.core.settings import Settings


def settings() -> None:
    """Show every setting with its value; passwords are hidden."""
    loaded = Settings.load()
    for name, value in loaded.redacted().items():
        description = Settings.model_fields[name.removeprefix("KB_").lower()].description
        print(f"{name}={value}\n    {description}")
