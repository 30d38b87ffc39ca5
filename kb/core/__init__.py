"""Plumbing without domain knowledge: settings, database, clock, dates, outbox, audit."""
