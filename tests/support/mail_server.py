"""A mail server on loopback that keeps what it is given, or does what it is told instead."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class MailServer:
    """Where it listens and what came; `answers` replace what it says to a command."""

    port: int
    mails: list[EmailMessage] = field(default_factory=list)
    #: Command → its answer; an empty one closes the connection instead.
    answers: dict[str, str] = field(default_factory=dict)
    #: Set once a text has come and is not answered yet; answered when `go_on` is set.
    has_text: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """Serve until the block ends."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.05)
    server, stopped = MailServer(listener.getsockname()[1]), threading.Event()
    server.go_on.set()

    def accept() -> None:
        while not stopped.is_set():
            try:
                connection, _ = listener.accept()
            except TimeoutError:
                continue
            threading.Thread(target=_converse, args=(connection, server), daemon=True).start()

    acceptor = threading.Thread(target=accept)
    acceptor.start()
    try:
        yield server
    finally:
        stopped.set()
        server.go_on.set()
        acceptor.join()
        listener.close()


def _converse(connection: socket.socket, server: MailServer) -> None:
    usual = {"DATA": "354 go on", ".": "250 taken", "QUIT": "221 bye"}
    with connection, connection.makefile("rb") as lines:
        try:
            connection.sendall(b"220 loopback\r\n")
            for line in lines:
                command = line.split()[0].decode().upper()
                answer = server.answers.get(command, usual.get(command, "250 fine"))
                if not answer:
                    return
                connection.sendall(f"{answer}\r\n".encode())
                if command == "DATA" and answer.startswith("354"):
                    text = _text(lines)
                    server.has_text.set()
                    server.go_on.wait(timeout=30)
                    answer = server.answers.get(".", usual["."])
                    if answer.startswith("2"):
                        server.mails.append(_read(text))
                    if not answer:
                        return
                    connection.sendall(f"{answer}\r\n".encode())
        except OSError:
            return  # the sender went away, as some tests want it to


def _text(lines: Iterator[bytes]) -> bytes:
    taken = []
    for line in lines:
        if line == b".\r\n":
            break
        taken.append(line.removeprefix(b".") if line.startswith(b"..") else line)
    return b"".join(taken)


def _read(text: bytes) -> EmailMessage:
    message = message_from_bytes(text, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message
