"""The shapes of answers, for the OpenAPI document and for the tests that hold answers to them.

Answers are written by `kb.exports` and `kb.search.answers`; these models describe them. Every
key is always there; what is unknown is null.
"""
