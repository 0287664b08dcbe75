"""`assistant desk letters | provision`: what an outside desk has not got, and setting one up."""

from __future__ import annotations

import argparse
import os
from typing import Any

from assistant.errors import BadInput, BadSettings
from assistant.handoff.desks import secret
from assistant.handoff.desks.wire.calls import caller, check_address
from assistant.letters import Delivery, LetterRow, Ticket
from assistant.record.store import SqliteStore

BOT = "Live Assistant"
MOST = 1000


async def letters(arguments: argparse.Namespace) -> int:
    """Prints the letters that are not delivered, after doing what was asked for. Returns 1 while any is dead or in doubt."""
    if not arguments.record.is_file():
        raise BadInput("there is no record here", where=str(arguments.record), remedy="give the .db file the live is recorded in, while it is not on air")
    store = SqliteStore.open(arguments.record)
    try:
        await _settle(store, arguments)
        left = await store.letters(limit=MOST)
    finally:
        await store.close()
    for row in left:
        print(f"{row.status:<10} {row.kind:<10} {row.attempt:>3} tries  {row.key}" + (f"  {row.detail}" if row.detail else ""))
    stuck = [row for row in left if row.status in ("failed", "uncertain")]
    print(f"{len(left)} letters are not delivered, {len(stuck)} of them need a person" if left else "every letter is delivered")
    return 1 if stuck else 0


async def _settle(store: SqliteStore, arguments: argparse.Namespace) -> None:
    known = {row.key: row for row in await store.letters(limit=MOST)}
    again = [row.key for row in known.values() if row.status == "failed"] if "all" in arguments.retry else arguments.retry
    for key in again:
        if not await store.retry_letter(_known(known, key).key):
            raise BadInput(f"letter {key} is {known[key].status}", remedy="only dead letters and those in doubt are sent again")
    for key in arguments.arrived:
        row = _known(known, key)
        if row.status != "uncertain":
            raise BadInput(f"letter {key} is {row.status}, not in doubt", remedy="leave it, or --retry a dead one")
        if row.kind == "hand_over" and not arguments.ticket:
            raise BadInput(f"letter {key} opened a case there", remedy="give the desk's own id of it with --ticket")
        ticket = Ticket(id=arguments.ticket) if row.kind == "hand_over" else None
        await store.mark_letter(Delivery(key=key, status="sent", ticket=ticket, detail="a person looked"))


def _known(rows: dict[str, LetterRow], key: str) -> LetterRow:
    if key not in rows:
        raise BadInput(f"there is no undelivered letter {key}", remedy="run it without options to see them")
    return rows[key]


async def provision(arguments: argparse.Namespace) -> int:
    """Makes the bot (or mends the one of that name), puts it on the inbox, and prints what the session needs. Raises as desks do."""
    url = check_address(arguments.url, allow_private=arguments.allow_private, where="--url")
    check_address(arguments.callback, allow_private=arguments.allow_private, where="--callback")
    token = secret(os.environ, arguments.token_env, where="chatwoot")
    async with caller(url, "chatwoot", allow_private=arguments.allow_private, headers={"api_access_token": token}) as calls:
        account = f"/api/v1/accounts/{arguments.account}"
        bots = await calls.call("GET", f"{account}/agent_bots")
        known = next((bot for bot in bots if bot.get("name") == BOT), None) if isinstance(bots, list) else None
        body = {"name": BOT, "description": "hands cases of a live to people", "outgoing_url": arguments.callback}
        path = f"{account}/agent_bots/{known['id']}" if known else f"{account}/agent_bots"
        bot = await calls.call("PATCH" if known else "POST", path, body)
        if not isinstance(bot, dict) or not bot.get("id"):
            raise BadSettings("Chatwoot's answer names no bot", where=url, remedy="is this its address, and the version 3 or later?")
        await calls.call("POST", f"{account}/inboxes/{arguments.inbox}/set_agent_bot", {"agent_bot": bot["id"]})
    _print(bot, arguments)
    return 0


def _print(bot: dict[str, Any], arguments: argparse.Namespace) -> None:
    """The lines to keep: secrets are shown this once, on the terminal of who asked."""
    print(f"bot {bot['id']} is on inbox {arguments.inbox}\n\nin the session file:\n")
    print(f'[desk]\nkind = "chatwoot"\nurl = "{arguments.url}"\naccount = {arguments.account}\ninbox = {arguments.inbox}')
    if not bot.get("secret"):
        print("unsigned = true  # this version does not sign; see docs/desks/chatwoot.md")
    print("\nin the environment:\n\nexport LIVE_ASSISTANT_CHATWOOT_TOKEN=…  # an agent's access token, from their profile page")
    print(f"export LIVE_ASSISTANT_CHATWOOT_BOT_TOKEN={bot.get('access_token') or '…  # see Settings > Bots'}")
    print(f"export LIVE_ASSISTANT_CHATWOOT_SECRET={bot.get('secret') or '…  # the last part of the callback, at least 16 characters'}")
