"""The embedded search engine: Whoosh's index, evaluated over arrays."""

from kb.search.whoosh_engine.engine import WhooshEngine

__all__ = ["WhooshEngine"]
