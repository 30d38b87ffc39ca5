"""The search engine for many machines: the index in tables of PostgreSQL."""

from kb.search.postgres_engine.engine import PostgresEngine

__all__ = ["PostgresEngine"]
