"""The `kb` command as a user has it, told by its environment: as a process, or as a call."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

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


def call_kb(*arguments: str, settings: Settings) -> subprocess.CompletedProcess[str]:
    """The same within this process, for what proves nothing of processes: a second quicker."""
    from kb.cli.main import main

    command = ["kb", *arguments]
    printed, told = io.StringIO(), io.StringIO()
    with (
        patch.dict(os.environ, environment(settings), clear=True),
        patch.object(sys, "argv", command),
        redirect_stdout(printed),
        redirect_stderr(told),
    ):
        try:
            main()
            code = 0
        except SystemExit as ended:
            code = int(ended.code or 0)
    return subprocess.CompletedProcess(command, code, printed.getvalue(), told.getvalue())
