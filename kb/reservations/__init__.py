"""Reservation signals: how a site says that its works are not for training, and what is said.

`crawlers` is the dated list of AI crawlers, `table` what is known of each signal, `making`
writes the signals that somebody wishes for, `reading` says what a site signals, `weighing` what
a court might make of it. Everything here is pure: nothing is fetched and nothing is stored.
"""
