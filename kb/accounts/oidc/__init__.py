"""Signing in at an OpenID Connect provider, where the settings name one.

The authorization code flow with PKCE (RFC 7636): `flow` is one try of one browser, `provider`
asks the provider, `id_token` checks its word, `identities` finds or makes the account.
"""
