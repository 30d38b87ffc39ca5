"""docs/benchmarks.md: sections between marks, each written by the command that measures it."""

from __future__ import annotations

import re
from pathlib import Path


def put_section(page: Path, name: str, text: str) -> None:
    """Replace the section of this name, or add it at the end; the others stay as they are."""
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    section = f"{begin}\n{text.strip()}\n{end}\n"
    before = page.read_text(encoding="utf-8") if page.exists() else ""
    pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}\n", re.DOTALL)
    if pattern.search(before):
        after = pattern.sub(lambda _: section, before)
    else:
        after = f"{before.rstrip()}\n\n{section}".lstrip()
    page.write_text(after, encoding="utf-8")
