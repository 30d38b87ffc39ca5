"""Many hosts in one process: `python -m bench.scraper.hosts COUNT SECONDS`, a port each.

Every answer takes so many seconds, as it would over a network. Prints the ports of loopback as
JSON; when its input ends it prints for each port the least time between an answer and the next
request (robots.txt aside), in seconds.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time

_TERMS = "You keep all rights in what you upload, and we show it to those you choose. " * 40


class Host:
    """One server, which remembers how soon it was asked again."""

    def __init__(self, seconds: float) -> None:
        self.port = 0
        self.seconds = seconds
        self.ended: float | None = None
        self.least = float("inf")

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer requests of one connection until it closes."""
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                path = head.split(b" ", 2)[1].decode()
                if self.ended is not None and path != "/robots.txt":
                    self.least = min(self.least, time.monotonic() - self.ended)
                await asyncio.sleep(self.seconds)
                if path == "/robots.txt":
                    writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
                else:
                    self._page(writer, path)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def _page(self, writer: asyncio.StreamWriter, path: str) -> None:
        body = f"<html><main><p>{_TERMS}</p><p>{self.port}{path}</p></main></html>".encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
        self.ended = time.monotonic()  # before: it may be read before this process goes on
        writer.write(head.encode() + body)


async def serve(count: int, seconds: float) -> None:
    """Serve until the input ends."""
    hosts = [Host(seconds) for _ in range(count)]
    for host in hosts:
        server = await asyncio.start_server(host.answer, "127.0.0.1", 0)
        host.port = server.sockets[0].getsockname()[1]
    sys.stdout.write(json.dumps([host.port for host in hosts]) + "\n")
    sys.stdout.flush()
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    sys.stdout.write(json.dumps([host.least for host in hosts if host.least != float("inf")]))
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), float(sys.argv[2])))
