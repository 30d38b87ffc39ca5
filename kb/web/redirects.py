"""Where a person is led after signing in: a path of this site, never another site."""

from __future__ import annotations

from urllib.parse import unquote

LONGEST = 2000
_NOWHERE = ("/login", "/logout", "/password")


def local_path(text: str) -> str:
    """The text if it is a path of this site, else `/` (OWASP ASVS 5.0, 3.7.2).

    Browsers read `//host`, `/\\host` and the like as other sites, and some drop control
    characters first, so the text is judged as written and as decoded, twice over.
    """
    forms = (text, unquote(text), unquote(unquote(text)))
    if len(text) > LONGEST or not all(_is_local(form) for form in forms):
        return "/"
    return "/" if text.startswith(_NOWHERE) else text


def _is_local(path: str) -> bool:
    return (
        path.startswith("/")
        and not path.startswith("//")
        and "\\" not in path
        and all(character.isprintable() for character in path)
    )
