"""Exports: views to bytes in the formats that other programs read; pure functions."""
