"""Writes the examples of the API's documentation: real answers over the seed, shortened.

    python scripts/api_examples.py

A shortened document is still a valid one: sources that nothing refers to any more are left out.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from httpx2 import Response
from sqlmodel import Session
from starlette.testclient import TestClient

from kb.accounts import sessions, tokens, users
from kb.accounts.actors import command_line
from kb.core.database import Database
from kb.core.settings import Settings
from kb.entries.documents import dump_document, parse_document
from kb.entries.documents.kinds import used_sources
from kb.web.api.examples import FOLDER, REQUESTS, SENT, WITH_TOKEN
from kb.web.app import create_app

KEPT = 2  # items of a list


def main() -> None:
    """Seed a folder of its own, ask every request, write every answer."""
    with tempfile.TemporaryDirectory() as folder:
        kb = Path(sys.executable).with_name("kb")
        subprocess.run([kb, "init"], check=True, env=os.environ | {"KB_DATA_DIR": folder})
        settings = Settings(data_dir=Path(folder), base_url="https://testserver")
        with TestClient(create_app(settings), base_url=settings.base_url) as client:
            for name, request in REQUESTS.items():
                if name in SENT:
                    write(name, client.post(request, json=SENT[name]))
                elif name not in WITH_TOKEN:
                    write(name, client.get(request))
            write_proposals(client, settings)


def write(name: str, found: Response) -> None:
    """Keep the answer, shortened."""
    found.raise_for_status()
    text = json.dumps(shortened(found.json()), ensure_ascii=False, indent=2)
    (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def write_proposals(client: TestClient, settings: Settings) -> None:
    """Hand in, list, read and accept one proposal with the tokens of two people."""
    url = settings.resolved_database_url
    with closing(Database(url)) as database, database.writing() as session:
        headers = [token(session, "Carla", "contributor"), token(session, "Edda", "editor")]
    entry = client.get("/api/v1/licences/cc-by-4-0").json()
    sent = {
        "document": entry["document"] | {"summary": "The summary in better words."},
        "reason": "The summary was hard to read",
        "evidence": [{"source_id": "s1", "quotation": "You are free to"}],
    }
    proposals = REQUESTS["submit_proposal"]
    write("submit_proposal", client.post(proposals, json=sent, headers=headers[0]))
    write("list_proposals", client.get(REQUESTS["list_proposals"], headers=headers[1]))
    write("get_proposal", client.get(REQUESTS["get_proposal"], headers=headers[1]))
    decision = {"decision": "accept"}
    decided = client.post(REQUESTS["decide_proposal"], json=decision, headers=headers[1])
    write("decide_proposal", decided)


def token(session: Session, name: str, role: str) -> dict[str, str]:
    """The headers of a program with the token of a new account."""
    made = users.add(session, actor=command_line(), name=name, role=role)
    owner = sessions.acting(made)
    scopes = ["propose", "decide"] if role == "editor" else ["propose"]
    text = tokens.make(session, actor=owner, label="example", scopes=scopes, days=1)[1]
    return {"Authorization": f"Bearer {text}"}


def shortened(value: Any) -> Any:
    """The value with short lists, and with short documents that are whole in themselves."""
    if isinstance(value, list):
        return [shortened(item) for item in value[:KEPT]]
    if not isinstance(value, dict):
        return value
    short = {key: item for key, item in value.items() if key != "document"}
    for key, item in short.items():
        many = key in {"answers", "terms"} and isinstance(item, dict)
        pairs = list(item.items())[: KEPT if many else None] if isinstance(item, dict) else []
        short[key] = {k: shortened(v) for k, v in pairs} if pairs else shortened(item)
    if "document" in value:
        short["document"] = shortened_document(value["document"])
    return {key: short[key] for key in value}


def shortened_document(document: dict[str, Any]) -> dict[str, Any]:
    """A document of the first items of every list, with the sources that they need."""
    short = {key: item for key, item in shortened(document).items() if key != "sources"}
    whole = parse_document(document)
    first = parse_document(short | {"sources": document["sources"]})
    used = {source_id for _, source_id in used_sources(first)} or {whole.sources[0].id}
    sources = [source for source in document["sources"] if source["id"] in used]
    return dump_document(parse_document(short | {"sources": sources}))


if __name__ == "__main__":
    main()
