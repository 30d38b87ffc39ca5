"""A process whose children run `kb scrape run`, to be killed: each starts in milliseconds.

A line on its standard input is a JSON object with `environment` and `arguments`; it forks a
child that runs the command so, says the child's number, and in the end its exit code.
"""

from __future__ import annotations

import json
import os
import sys

import kb.jobs.scrape  # noqa: F401 - here, so that no child has anything to import
from kb.cli.scrape import app
from kb.scraper.connectors import connectors


def main() -> None:
    """Serve until the input ends."""
    connectors()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            order = json.loads(line)
            os.environ.update(order["environment"])
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            app(["run", *order["arguments"]])
        _say(child)
        _, status = os.waitpid(child, 0)
        _say(os.waitstatus_to_exitcode(status))


def _say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
