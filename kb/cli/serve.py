"""`kb serve`: the web server."""

from __future__ import annotations

import os
import socket
from typing import Annotated, Any

import typer

from kb.core.errors import ConfigurationError
from kb.core.settings import Settings


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Number of processes.")] = 1,
    first: Annotated[bool, typer.Option("--init", help="Do what kb init does first.")] = False,
) -> None:
    """Serve the knowledge base on http://HOST:PORT until it is stopped."""
    import uvicorn

    from kb.cli.init import prepare

    settings = Settings.load()
    if first:
        prepare(settings)
    check(settings)
    listening = _listen(host, port)
    address = listening.getsockname()
    shown = f"[{address[0]}]" if ":" in address[0] else address[0]
    print(f"Artdocket is served on http://{shown}:{address[1]} (stop with Ctrl+C)", flush=True)
    config = uvicorn.Config(
        "kb.web.app:create_app_from_environment",
        factory=True,
        workers=workers,
        **server_options(settings),
    )
    if workers > 1:
        from uvicorn.supervisors import Multiprocess

        Multiprocess(config, sockets=[listening]).run()
    else:
        uvicorn.Server(config).run(sockets=[listening])


def server_options(settings: Settings) -> dict[str, Any]:
    """How the server treats requests, whatever application it serves."""
    return {
        "log_level": "warning",
        "access_log": False,
        "server_header": False,
        "proxy_headers": bool(settings.trusted_proxies),
        "forwarded_allow_ips": settings.trusted_proxies,
        "timeout_graceful_shutdown": 10,
    }


def check(settings: Settings) -> None:
    """Fail with a sentence before a server process is started that could only fail with a trace."""
    from kb.web.site import Site

    settings.make_data_dir()
    site = Site(settings)
    try:
        site.open()
    finally:
        site.close()


def _listen(host: str, port: int) -> socket.socket:
    """The listening socket; `ConfigurationError` says that the port is taken."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = socket.socket(family, kind, protocol)
        if os.name != "nt":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.set_inheritable(True)
    except OSError as error:
        raise ConfigurationError(
            f"Cannot listen on {host}:{port}: {error.strerror or error}. "
            "Choose another with --port, or with PORT for make run."
        ) from error
    return listening
