"""People and machines for tests of services, which ask for no row of an account."""

from __future__ import annotations

from kb.accounts.actors import VISITOR, Actor, Role, machine

__all__ = ["ADMIN", "CONTRIBUTOR", "EDITOR", "READER", "SCRAPER", "SECOND_EDITOR", "VISITOR"]


def person(number: int, name: str, role: Role) -> Actor:
    """Somebody who signed in."""
    return Actor(account_id=number, name=name, role=role, via="session")


READER = person(1, "Rita Reader", "reader")
CONTRIBUTOR = person(2, "Carla Contributor", "contributor")
EDITOR = person(3, "Edda Editor", "editor")
SECOND_EDITOR = person(4, "Emil Editor", "editor")
ADMIN = person(5, "Ada Admin", "admin")
SCRAPER = machine("scraper: court-feed")
