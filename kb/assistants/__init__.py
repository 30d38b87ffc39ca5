"""What research assistants (programs that read and write for people) get: tools that only read.

Every answer names versions, days and sources, so that whoever asked can quote with proof.
"""
