"""A form of a page as a browser would send it."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode

from httpx2 import Response
from starlette.testclient import TestClient

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class SentForm:
    """The fields of a form with the values that they have now, and its buttons."""

    action: str = ""
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)  # name, value, formaction

    def value(self, name: str) -> str:
        """The value of the field; fails if the form does not have it."""
        return next(value for key, value in self.fields if key == name)

    def values(self, name: str) -> list[str]:
        """Every value of that name."""
        return [value for key, value in self.fields if key == name]

    def fill(self, **values: str) -> None:
        """Type into fields; `__` stands for a dot: `fill(events__0__date="2026")`."""
        for name, value in values.items():
            self.set(name.replace("__", "."), value)

    def set(self, name: str, value: str) -> None:
        """Type into the field of that name; fails if the form does not have it."""
        place = [key for key, _ in self.fields].index(name)
        self.fields[place] = (name, value)

    def press(self, client: TestClient, button: str, **values: str) -> Response:
        """Send the form with that button (`save`); fails if the form does not have it."""
        self.fill(**values)
        assert ("action", button) in [(name, value) for name, value, _ in self.buttons], button
        return post(client, self.action, [*self.fields, ("action", button)])

    def send(self, client: TestClient, **values: str) -> Response:
        """Send a form that has one button without a name."""
        self.fill(**values)
        return post(client, self.action, self.fields)


def post(client: TestClient, path: str, pairs: list[tuple[str, str]], **headers: str) -> Response:
    """Send these fields, whatever form they are of."""
    return client.post(path, content=urlencode(pairs), headers=_FORM | headers)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[SentForm] = []
        self.select: str | None = None
        self.options: list[tuple[str, bool]] = []
        self.area: str | None = None
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(SentForm(values.get("action", "")))
        if not self.forms:
            return
        form, name = self.forms[-1], values.get("name", "")
        if tag == "button":
            form.buttons.append((name, values.get("value", ""), values.get("formaction", "")))
        elif tag == "input" and name:
            ticks = values.get("type") in {"checkbox", "radio"}
            if not ticks or "checked" in values:
                form.fields.append((name, values.get("value", "")))
        elif tag == "select":
            self.select, self.options = name, []
        elif tag == "option" and self.select is not None:
            self.options.append((values.get("value", ""), "selected" in values))
        elif tag == "textarea":
            self.area, self.text = name, []

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self.select is not None:
            chosen = [value for value, is_selected in self.options if is_selected]
            first = self.options[0][0] if self.options else ""
            self.forms[-1].fields.append((self.select, chosen[-1] if chosen else first))
            self.select = None
        elif tag == "textarea" and self.area is not None:
            # The first line end after the tag is no part of the text.
            text = "".join(self.text).removeprefix("\n").replace("\n", "\r\n")
            self.forms[-1].fields.append((self.area, text))
            self.area = None


def form_of(page: Response, *, having: str = "action") -> SentForm:
    """The form in the body of the page that has a button of that name."""
    reader = _Reader()
    reader.feed(page.text[page.text.index("<main") :])
    return next(form for form in reader.forms if any(name == having for name, _, _ in form.buttons))
