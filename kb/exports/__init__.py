"""Writers from views to text: JSON, Markdown, CSV, Atom.

Pure: a writer reads nothing but its arguments, so that the same view always gives the same
bytes and a page, the API and the command line can share it.
"""
