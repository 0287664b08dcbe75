"""`assistant people`: who may use the console, for a machine without a browser. A live that runs meanwhile knows within a second."""

from __future__ import annotations

import argparse
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from assistant.console.options import WILDCARDS
from assistant.console.staff import link_to
from assistant.errors import BadInput
from assistant.people.people import People
from assistant.people.person import Doer, Person, Role, key_of
from assistant.settings import ConsoleSettings, load_settings

BY = Doer(name="command line", role=Role.OWNER)


def people(arguments: argparse.Namespace) -> int:
    """One of list, invite, disable, enable, reset, on the people file of a session file. Prints what was done, links included."""
    settings = load_settings(arguments.session).console
    with closing(People.open(settings.people)) as book:
        match arguments.what:
            case "list":
                _list(book, settings.people)
            case "invite":
                role = Role(arguments.role)
                _, secret = book.do(lambda db: book.invited(db, arguments.name, role, arguments.hours, BY, screen=arguments.screen))
                _tell(settings, secret, arguments.hours)
            case "reset":
                person = _called(book, arguments.name)
                _tell(settings, book.do(lambda db: book.relinked(db, person.id, arguments.hours, BY)), arguments.hours)
            case shut:
                person = _called(book, arguments.name)
                book.do(lambda db: book.disabled(db, person.id, BY, shut == "disable"))
                print(f"{person.name} is {'shut out' if shut == 'disable' else 'let in again'}")
    return 0


def _list(book: People, path: Path) -> None:
    if not book.known:
        print(f"nobody yet in {path}")
    for person in book.known.values():
        until = f", link until {datetime.fromtimestamp(person.link_until, UTC):%Y-%m-%d %H:%M} UTC" if person.link_until else ""
        print(f"{person.name:<24} {person.role:<9} {person.state}{until}, signed in {person.sessions} times")


def _called(book: People, name: str) -> Person:
    found = next((person for person in book.known.values() if key_of(person.name) == key_of(name)), None)
    if found is None:
        raise BadInput(f"nobody is called {name}", where="people", remedy="see: assistant people list SESSION.toml")
    return found


def _tell(settings: ConsoleSettings, secret: str, hours: float) -> None:
    print(f"send this link to nobody else; it works for {hours:g} hours while the console runs:")
    print(link_to(address(settings), secret))


def address(settings: ConsoleSettings) -> str:
    """Where people open the console: its first further address, else the one it listens on."""
    if settings.origins:
        return settings.origins[0]
    host = "127.0.0.1" if settings.host in WILDCARDS else settings.host
    return f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"
