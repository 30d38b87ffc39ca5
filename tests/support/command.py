"""The `kb` command as a user has it: another process, told by its environment."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from kb.core.settings import Settings

KB = Path(sys.executable).parent / "kb"


def environment(settings: Settings, **extra: str) -> dict[str, str]:
    """The caller's environment with these settings and no other setting of ours."""
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("KB_")}
    told = {
        f"KB_{name.upper()}": str(getattr(settings, name)) for name in settings.model_fields_set
    }
    return {**inherited, **told, **extra}


def run_kb(
    *arguments: str, settings: Settings, cwd: Path | None = None, timeout: float = 120, **extra: str
) -> subprocess.CompletedProcess[str]:
    """Run `kb` to its end; `extra` are environment variables. The caller looks at the exit code."""
    return subprocess.run(
        [str(KB), *arguments],
        env=environment(settings, **extra),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=timeout,
    )
