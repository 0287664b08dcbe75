"""`assistant ask`: one comment, its decision and the reasons, for people."""

from __future__ import annotations

import json
from pathlib import Path

from assistant.build import build_judge
from assistant.domain import Comment, Room
from assistant.errors import BadInput
from assistant.exchange import decision_line
from assistant.knowledge import load_knowledge
from assistant.market.sheet import load_sheet


def ask(text: str, shop: Path, market: str, langs: tuple[str, ...], showing: str | None) -> int:
    """Prints the decision and how it came about. Returns 0. Raises `BadInput` for what the sheet does not have."""
    sheet = load_sheet(shop)
    if market not in sheet.markets_served:
        raise BadInput(f"the facts sheet has no market {market}", where="--market", remedy=f"it has {', '.join(sheet.markets_served)}")
    if showing and showing not in sheet.products:
        raise BadInput(f"the facts sheet has no product {showing}", where="--showing", remedy=f"it has {', '.join(sheet.products)}")
    judge = build_judge(sheet, Room(room="ask", market=market, langs=langs), load_knowledge(needed=[lang.split("-")[0] for lang in langs]))
    if showing:
        judge.showing = (showing,)
    judged = judge.comment(Comment(id="1", room="ask", market=market, t=0, user="you", text=text))
    decision = judged.judgement.decision
    print(f"comment   {judged.text}")
    print(f"language  {decision.lang}")
    print(f"decision  {decision.action}" + (f" ({decision.reason})" if decision.reason else "") + f", {judged.judgement.act.value}")
    print(f"why       {judged.judgement.why}")
    if decision.reply:
        print(f"reply     {decision.reply}")
    for path in decision.facts:
        print(f"fact      {path} = {json.dumps(sheet.get(path), ensure_ascii=False)}")
    for flag in decision.flags:
        print(f"flag      {flag.category} ({flag.severity}): {flag.why}")
    for step in judged.judgement.trace:
        print(f"reading   {step}")
    print(decision_line(decision))
    return 0
