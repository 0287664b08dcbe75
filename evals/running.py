"""Cases through the product's own session: one room per market and language, a record in memory, time from the cases."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Literal

from assistant.answering.trust import Trust
from assistant.build import FITTED, build_session
from assistant.clock import EventClock
from assistant.domain import Comment, Decision, Remark, Room, Utterance
from assistant.judged import Judged
from assistant.knowledge import Knowledge, load_knowledge
from assistant.market.sheet import Sheet, load_sheet
from assistant.record.feed import Journal
from assistant.record.store import SqliteStore
from evals.cases import Case, CommentCase
from evals.scoring import Score, score

APART_S = 1000.0  # cases do not see each other unless one names the other as `prev`


async def judge_cases(
    cases: Sequence[Case],
    shops: Path | None = None,
    knowledge: Knowledge | None = None,
    *,
    trust: Trust | Literal["fitted"] | None = FITTED,
) -> dict[str, Judged]:
    """What the product makes of each case, by id. `trust`: other than the knowledge folder's."""
    knowledge = knowledge or load_knowledge()
    shops = shops or knowledge.root / "shops"
    rooms: dict[tuple[str, str, str], list[Case]] = {}
    for case in cases:
        rooms.setdefault((case.shop, case.market, case.lang.split("-")[0]), []).append(case)
    sheets = {shop: load_sheet(shops / shop / "shop.toml") for shop, _, _ in rooms}
    judged: dict[str, Judged] = {}
    for (shop, market, lang), members in rooms.items():
        judged.update(await _room(members, market, lang, sheets[shop], knowledge, trust))
    return judged


@contextmanager
def processes(jobs: int | None = None) -> Iterator[ProcessPoolExecutor]:
    """A pool in which each process loads the knowledge folder once; `jobs`: how many, one a CPU by default."""
    with ProcessPoolExecutor(jobs or os.cpu_count() or 1, mp_context=get_context("spawn"), initializer=_load) as pool:
        yield pool


def judge_side_by_side(
    cases: Sequence[Case], pool: ProcessPoolExecutor, shops: Path | None = None, *, trust: Trust | Literal["fitted"] | None = FITTED
) -> dict[str, Judged]:
    """`judge_cases`, the languages spread over the pool: cases of different languages never meet."""
    by_lang: dict[str, list[Case]] = {}
    for case in cases:
        by_lang.setdefault(case.lang.split("-")[0], []).append(case)
    judged: dict[str, Judged] = {}
    for found in pool.map(partial(_language, shops=shops, trust=trust), sorted(by_lang.values(), key=len, reverse=True)):
        judged.update(found)
    return judged


_loaded: list[Knowledge] = []  # of a process of the pool


def _load() -> None:
    _loaded.append(load_knowledge())


def _language(cases: Sequence[Case], shops: Path | None, trust: Trust | Literal["fitted"] | None) -> dict[str, Judged]:
    return asyncio.run(judge_cases(cases, shops, _loaded[0], trust=trust))


async def run_cases(cases: Sequence[Case], shops: Path | None = None, knowledge: Knowledge | None = None) -> list[tuple[Case, Decision, Score]]:
    """Every case with its decision and score, in the cases' order. `shops`: the folder of the cases' shops."""
    return scored(cases, await judge_cases(cases, shops, knowledge))


def scored(cases: Sequence[Case], judged: dict[str, Judged]) -> list[tuple[Case, Decision, Score]]:
    """The cases with what was decided and how that scores, in the cases' order."""
    decided = {i: j.judgement.decision for i, j in judged.items()}
    return [(case, decided[case.id], score(case, decided[case.id])) for case in cases]


async def _room(
    cases: Sequence[Case], market: str, lang: str, sheet: Sheet, knowledge: Knowledge, trust: Trust | Literal["fitted"] | None
) -> dict[str, Judged]:
    store = SqliteStore.open(None)
    journal, clock = Journal(store), EventClock()
    room = Room(room=f"{market}-{lang}", market=market, langs=(lang,))
    session = build_session(sheet, room, knowledge, journal, clock, trust=trust)
    await session.open()
    users = {c.id: f"viewer-{i}" for i, c in enumerate(cases)}
    decided = {}
    t = 0.0
    for case in cases:
        follows = isinstance(case, CommentCase) and case.prev
        t += 5.0 if follows else APART_S
        clock.advance(t)
        session.judge.showing = () if not follows else session.judge.showing
        judged = await session.take(_remark(case, room, t, users))
        if judged is not None:
            decided[case.id] = judged
    journal.close()
    await store.close()
    return decided


def _remark(case: Case, room: Room, t: float, users: dict[str, str]) -> Remark:
    if isinstance(case, CommentCase):
        if case.prev in users:
            users[case.id] = users[case.prev]
        return Comment(id=case.id, room=room.room, market=room.market, t=t, user=users[case.id], text=case.text, prev=case.prev)
    return Utterance(id=case.id, room=room.room, market=room.market, t=t, text=case.text, lang=case.lang)
