"""`assistant guard`: what the guard makes of a sentence, rule by rule, for people."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable

from assistant.build import build_judge, overstep_readers, usual_languages
from assistant.domain import Promise, Room, Utterance
from assistant.errors import BadInput
from assistant.guard.injection import find_injection
from assistant.guard.matcher import Match
from assistant.guard.review import Guard
from assistant.judging import RoomJudge
from assistant.knowledge import Knowledge, load_knowledge
from assistant.language.spelling import normalise
from assistant.market.sheet import load_sheet


def guard(arguments: argparse.Namespace) -> int:
    """Prints what each sentence trips, hides and promises. Returns 0. Raises `BadInput` for an unknown market, language or product."""
    knowledge = load_knowledge(needed=())
    market = arguments.market
    if not (knowledge.root / "markets" / market).is_dir():
        raise BadInput(f"there is no market {market}", where="--market", remedy=f"known are {', '.join(_markets(knowledge))}")
    langs = tuple(arguments.lang or usual_languages(market, knowledge))
    unknown = [lang for lang in langs if lang.split("-")[0] not in knowledge.packs]
    if unknown:
        raise BadInput(f"there is no language {unknown[0]}", where="--lang", remedy=f"known are {', '.join(sorted(knowledge.packs))}")
    codes = [lang.split("-")[0] for lang in langs]
    rules = Guard.load(knowledge.root, market, tuple(knowledge.packs), home=codes, oversteps=overstep_readers(knowledge))
    judge = _judge(arguments, langs, knowledge)
    for number, text in enumerate(_sentences(arguments.text)):
        shown = rules.mask(text, said_by=arguments.said_by).text
        print(f"{arguments.said_by:9} {shown}")
        print(f"compared  {normalise(shown).match}")
        for match in rules.explain(arguments.said_by, text, codes[0]):
            _print_rule(match, text)
        if arguments.said_by == "host" and (read := rules.overstep(normalise(text).match, codes[0])) is not None:
            print(f"reads as  {read.category} ({read.score:.2f}), like {read.like!r}")
        if arguments.said_by == "viewer":
            _print_viewer(rules, text)
        if arguments.said_by == "answer" and (masked := rules.mask(text, said_by="answer")).found:
            print(f"personal  {', '.join(masked.kinds)}: the text would not be sent")
        if judge is not None:
            said = Utterance(id=str(number), room="guard", market=market, t=1000.0 * number, text=text, lang=langs[0])
            _print_promise(judge.speech(said).judgement.decision.promise)
    return 0


def _judge(arguments: argparse.Namespace, langs: tuple[str, ...], knowledge: Knowledge) -> RoomJudge | None:
    """What compares the host's promises with a sheet, where one is given."""
    if arguments.shop is None:
        return None
    if arguments.said_by != "host":
        raise BadInput("promises are what the host says", where="--shop", remedy="add --as host")
    sheet = load_sheet(arguments.shop)
    if arguments.showing and arguments.showing not in sheet.products:
        raise BadInput(
            f"the facts sheet has no product {arguments.showing}", where="--showing", remedy=f"it has {', '.join(sheet.products)}"
        )
    judge = build_judge(sheet, Room(room="guard", market=arguments.market, langs=langs), knowledge)
    judge.showing = (arguments.showing,) if arguments.showing else ()
    return judge


def _markets(knowledge: Knowledge) -> list[str]:
    return sorted(folder.name for folder in (knowledge.root / "markets").iterdir() if folder.is_dir())


def _sentences(text: str | None) -> Iterable[str]:
    return [text] if text is not None else (line for raw in sys.stdin if (line := raw.strip()))


def _print_rule(match: Match, text: str) -> None:
    rule, (start, end) = match.rule, match.span
    print(f"rule      {rule.id}: {rule.category} ({rule.severity}), met by {text[start:end]!r}")
    print(f"          {rule.why} Source: {rule.source}{'' if rule.reviewed else ', unreviewed'}.")
    if rule.say_instead:
        print(f"instead   {rule.say_instead}")


def _print_viewer(rules: Guard, text: str) -> None:
    review = rules.review_comment(text, normalise(text))
    injection = find_injection(text)
    if injection:
        print(f"shape     {injection.category} ({injection.severity}): {injection.why}")
    if review.masked.found:
        print(f"personal  {', '.join(review.masked.kinds)}")
    kept = ", ".join(f"{flag.category} ({flag.severity})" for flag in review.flags) or "none"
    print(f"flags     {kept}{'; the comment is hidden' if review.hidden else ''}")


def _print_promise(promise: Promise | None) -> None:
    if promise is None:
        print("promise   none")
        return
    print(
        f"promise   {promise.verdict}: {promise.said!r}"
        + (f" against {promise.fact} = {json.dumps(promise.truth, ensure_ascii=False)}" if promise.fact else "")
    )
    if promise.correction:
        print(f"say       {promise.correction}")
