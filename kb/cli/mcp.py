"""`kb mcp`: the knowledge base for research assistants, by the Model Context Protocol."""

from __future__ import annotations

import sys
from contextlib import closing
from importlib.util import find_spec

from kb.core.errors import ConfigurationError
from kb.core.settings import Settings


def mcp() -> None:
    """Answer a research assistant on standard input and output until it hangs up; only reads."""
    if find_spec("mcp") is None:
        raise ConfigurationError("kb mcp needs the extra mcp: pip install 'artdocket[mcp]'.")
    from kb.assistants.library import Library
    from kb.assistants.server import mcp_server

    with closing(Library(Settings.load())) as library:
        if sys.stdin.isatty():
            print("Waiting for an assistant on standard input; Ctrl+C ends.", file=sys.stderr)
        mcp_server(library).run("stdio")
