"""What tests of a case's life do over and over: a person's step, the lines of the record, a case that has been opened."""

from assistant.domain import Resolution
from tests.conftest import comment

BROKEN = "barang rusak kecewa banget"
SHIPPING = "ongkir brp kak"
NOON, NIGHT = "2026-03-04T12:30", "2026-03-04T23:30"  # people answer from 08:00 to 20:00


def do(kind, case, by="rina", **more):
    return Resolution(kind=kind, by=by, case=getattr(case, "id", case), **more)


async def bodies(rooms, kind):
    return [line.body for line in await rooms.journal.since(0) if line.kind == kind]


async def notices(rooms):
    return [b for b in await bodies(rooms, "outgoing") if b["key"].endswith("/notice")]


async def opened(session, text=BROKEN, id="c1", **kw):
    await session.take(comment(id, text, **kw))
    return session.cases.open_of(kw.get("user", "ani"))
