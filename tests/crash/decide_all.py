"""A process to be killed: accepts every open proposal, one transaction each."""

from __future__ import annotations

import sys

from sqlmodel import col, select

from kb.core.database import Database
from kb.editorial import decide
from kb.entries.tables import Proposal
from tests.support.actors import EDITOR


def main(url: str) -> None:
    """Accept until none is left, saying which was done."""
    database = Database(url)
    while True:
        with database.writing() as session:
            query = select(Proposal.id).where(col(Proposal.state) == "open")
            number = session.exec(query.order_by(col(Proposal.id)).limit(1)).first()
            if number is None:
                return
            decide.accept(session, number, actor=EDITOR)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
