"""A server process looks for objects that only refer to each other less often than Python does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.support.checkout import ROOT

CODE = """
import gc
before = gc.get_threshold()
from kb.web.app import create_app_from_environment
create_app_from_environment()
assert all(now > then for now, then in zip(gc.get_threshold(), before, strict=True))
assert gc.isenabled()
"""


def test_the_application_of_a_server_process_is_looked_through_seldom(tmp_path: Path) -> None:
    environment = {**os.environ, "KB_DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", CODE], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
