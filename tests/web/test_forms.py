"""Posted forms are read strictly: size, encoding and type are checked before any page runs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from kb.core.settings import Settings
from kb.web.forms import LARGEST

FORM = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}


@pytest.mark.parametrize(
    ("body", "status", "sentence"),
    [
        (b"name=%ff%fe", 400, "not UTF-8"),
        (b"name=\xff", 400, "not UTF-8"),
        (b"name=a%00b", 400, "null character"),
        (b"a=" + b"x" * LARGEST, 413, "larger than 4 MB"),
        (b"a&" * 50_001, 413, "more than 50000 fields"),
        (b"name=%F0%9F%8E%A8", 401, "name or the password is wrong"),
        (b"", 401, "name or the password is wrong"),
    ],
)
def test_a_form_that_cannot_be_read_is_refused_in_a_sentence(
    settings: Settings,
    make_client: Callable[[Settings], TestClient],
    body: bytes,
    status: int,
    sentence: str,
) -> None:
    answer = make_client(settings).post("/login", content=body, headers=FORM)
    assert answer.status_code == status
    assert sentence in answer.text
