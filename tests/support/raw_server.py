"""A server on loopback that sends exactly the bytes it is told, as slowly or brokenly as told."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

#: Answers one request (its raw head) by writing to the socket.
Script = Callable[[socket.socket, bytes], None]


@dataclass
class RawServer:
    """Where it listens, and the heads of the requests that came."""

    port: int
    requests: list[bytes] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def raw_server(script: Script) -> Iterator[RawServer]:
    """Run the script for every connection, each in its own thread; robots.txt is 404."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.1)
    server = RawServer(listener.getsockname()[1])
    threads: list[threading.Thread] = []

    def accept() -> None:
        while not server.stopped.is_set():
            try:
                connection, _ = listener.accept()
            except TimeoutError:
                continue
            thread = threading.Thread(target=_answer, args=(connection, script, server))
            thread.start()
            threads.append(thread)

    acceptor = threading.Thread(target=accept)
    acceptor.start()
    try:
        yield server
    finally:
        server.stopped.set()
        acceptor.join()
        for thread in threads:
            thread.join(timeout=5)
        listener.close()


def _answer(connection: socket.socket, script: Script, server: RawServer) -> None:
    with connection:
        connection.settimeout(5)
        try:
            head = b""
            while b"\r\n\r\n" not in head and (part := connection.recv(65536)):
                head += part
                if not head[:1].isalpha():
                    break  # no HTTP: somebody tries TLS
            server.requests.append(head)
            if head.startswith(b"GET /robots.txt"):
                connection.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
            else:
                script(connection, head)
        except OSError:
            return  # the client went away, as many of these tests want it to


def answer(body: bytes = b"hello", *, status: str = "200 OK", headers: str = "") -> bytes:
    """A plain HTTP answer; `headers` are whole lines that end in CR LF."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n"
    return f"{head}{headers}Connection: close\r\n\r\n".encode() + body
