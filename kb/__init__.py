"""Artdocket: the knowledge base of disputes and rules about training on artwork."""

__version__ = "0.1.0"
