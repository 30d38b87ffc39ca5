"""Citations in a text: recognised with their places, and resolved to the entries they name."""

from kb.citations.errors import TextTooLong
from kb.citations.model import FAMILIES, Citation
from kb.citations.recognise import LONGEST, recognise
from kb.citations.resolve import resolve

__all__ = ["FAMILIES", "LONGEST", "Citation", "TextTooLong", "recognise", "resolve"]
