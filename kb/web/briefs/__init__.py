"""A brief that somebody pastes or uploads: read, checked, told, and forgotten.

Nothing of it is stored or logged: it lives in the memory of one request.
"""
