"""The web site: pages, API, charts and static files."""
