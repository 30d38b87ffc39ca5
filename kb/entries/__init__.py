"""Entries: documents, their history and their projection into rows."""
