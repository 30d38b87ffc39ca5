"""Telling people what changed: lists of entries, saved searches, subscriptions, deliveries."""
