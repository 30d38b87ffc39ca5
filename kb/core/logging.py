"""Logs: one JSON object a line on standard error, tracebacks without the values of variables."""

from __future__ import annotations

import sys

import structlog


def configure() -> None:
    """Set up the log of a process; called once, by whoever starts one."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            # Values of variables may hold what readers typed; a traceback alone does not.
            structlog.processors.ExceptionRenderer(
                structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
            ),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
