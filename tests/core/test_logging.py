"""The log is one JSON object a line, whatever stands in it, and holds no values of variables."""

from __future__ import annotations

import json
import subprocess
import sys

PROGRAM = r"""
import structlog
from kb.core import logging
logging.configure()
log = structlog.get_logger()
log.error("request failed", path='/cases/a\r\n{"event": "forged"}\u2028x')
try:
    password = "a quiet harbour"
    raise ValueError("wrong")
except ValueError:
    log.exception("fault")
"""


def test_nothing_that_is_logged_begins_a_line_of_its_own_or_tells_a_secret() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True)
    events = [json.loads(line) for line in done.stderr.split("\n") if line]
    assert [event["event"] for event in events] == ["request failed", "fault"]
    assert events[0]["path"].startswith("/cases/a\r\n")
    assert "ValueError" in done.stderr and "a quiet harbour" not in done.stderr
