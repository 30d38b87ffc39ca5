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
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from kb.core.settings import Settings
from kb.entries.documents import dump_document, parse_document
from kb.entries.documents.kinds import used_sources
from kb.web.api.examples import FOLDER, REQUESTS
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
                found = client.get(request)
                found.raise_for_status()
                text = json.dumps(shortened(found.json()), ensure_ascii=False, indent=2)
                (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")


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
