"""The `kb` command. Exit codes: 0 done, 1 failed, 2 wrong use.

An error that we foresee is one sentence on standard error, never a traceback.
"""

from __future__ import annotations

import sys

import typer

from kb.cli import (
    alerts,
    archive,
    audit,
    check,
    citations,
    export,
    import_,
    index,
    init,
    mcp,
    review,
    scrape,
    search,
    serve,
    settings,
    user,
    work,
)
from kb.core import logging
from kb.core.errors import KbError

app = typer.Typer(
    name="kb",
    help="Artdocket: the knowledge base of disputes and rules about training AI on artwork.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("init")(init.init)
app.command("serve")(serve.serve)
app.command("work")(work.work)
app.command("mcp")(mcp.mcp)
app.command("search")(search.search)
app.command("import")(import_.import_)
app.command("export")(export.export)
app.command("check")(check.check)
app.command("settings")(settings.settings)
app.add_typer(index.app, name="index")
app.add_typer(review.app, name="review")
app.add_typer(citations.app, name="citations")
app.add_typer(scrape.app, name="scrape")
app.add_typer(archive.app, name="archive")
app.add_typer(alerts.app, name="alerts")
app.add_typer(audit.app, name="audit")
app.add_typer(user.app, name="user")


@app.callback()
def callback() -> None:
    """Settings come from the environment; kb settings lists them."""


def main() -> None:
    """Run the command line and exit with its code."""
    logging.configure()  # to standard error: what a command prints may be read by a program
    try:
        app()
    except KbError as error:
        print(f"Error: {error}", file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()  # whoever read our output has gone; that is no error
        sys.exit(0)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        sys.exit(1)
