"""`python -m evals.authoring ROWS --out FOLDER`: eval cases from short rows, with the patterns of the reply made from the sheet.

A row is one JSON object a line: `text`, `market`, `expect` ("answer", "escalate", "ignore", "flag", "mask_pii", or several
joined by "+"), and what goes with it: `facts` (list of paths, or of {"fact", "must", "must_not", "polarity"}), `polarity`
("yes"/"no" for the facts without their own), `reason`, `kind`, `flag` ("category:severity"), `pii`, `prev` (row number within
the file, from 1), `tags`, `also_ok`, `shop`, `lang` (a tag more exact than the file's). Numbers, ranges, times, months and
weekdays need no pattern: it is made from the value; texts and lists need `must`, as only their author knows how they read.
"""

from __future__ import annotations

import argparse
import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from babel import Locale

from assistant.errors import AssistantError, BadInput
from assistant.knowledge import knowledge_root
from assistant.market.sheet import MISSING, Sheet, load_sheet
from evals.cases import CommentCase

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_OPENING = 12  # characters in which a reply says no
_POLARITY = Path(__file__).parent / "polarity.toml"


def number_pattern(value: float) -> str:
    """A regex for a number as any locale groups it, with thousands also as `12rb`, `12k`, and no digits around it."""
    whole, _, part = f"{value:.2f}".rstrip("0").rstrip(".").partition(".")
    groups = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", r"[.,'’\\s]?", whole)
    spelled = [groups + (rf"[.,٫]{part}0?" if part else "")]
    if not part and value >= 1000 and value % 500 == 0:
        short = f"{value / 1000:g}".replace(".", "[.,]")
        spelled.append(rf"{short}\s?(?:rb|ribu|k|tr|nghìn|mil|bin|elfu|พัน|ألف|千|천|тыс|мың)")
    if not part and value >= 10000 and value % 1000 == 0:
        spelled.append(rf"{f'{value / 10000:g}'.replace('.', '[.,]')}\s?(?:万|萬|만|หมื่น)")
    return rf"(?<![\d.,])(?:{'|'.join(spelled)})(?!\d|[.,]\d*[1-9])"


def value_patterns(value: Any, locale: Locale) -> tuple[str, ...]:
    """What a reply must match to carry a value. Raises `BadInput` for texts and lists of texts."""
    if isinstance(value, bool):
        raise BadInput("a yes or no needs `polarity`")
    if isinstance(value, int | float):
        return (number_pattern(value),)
    if isinstance(value, list) and len(value) == 2 and all(isinstance(v, int) for v in value):
        low, high = value
        return (rf"(?<!\d){low}\D{{1,24}}{high}(?!\d)" if low != high else rf"(?<!\d){low}(?!\d)",)
    text = str(value)
    if re.fullmatch(r"\d\d:\d\d", text):
        hour = int(text[:2])
        return (rf"(?<!\d)0?(?:{hour}|{hour % 12 or 12})(?!\d)",)
    if re.fullmatch(r"\d\d:\d\d-\d\d:\d\d", text):
        return tuple(rf"(?<!\d)0?(?:{h}|{h % 12 or 12})(?!\d)" for h in (int(text[:2]), int(text[6:8])))
    if re.fullmatch(r"\d{4}-\d\d", text):
        year, month = text.split("-")
        names = {locale.months[c][w][int(month)].rstrip(".") for c in ("format", "stand-alone") for w in ("wide", "abbreviated")}
        named = "|".join(map(re.escape, sorted(n for n in names if not n.isdigit())))
        return (rf"{named}|0?{int(month)}\D{{1,4}}{year}|{year}\D{{1,6}}0?{int(month)}(?!\d)" if named else rf"{int(month)}", year)
    if text in _WEEKDAYS:
        at = _WEEKDAYS.index(text)
        names = {locale.days[c][w][at].rstrip(".") for c in ("format", "stand-alone") for w in ("wide", "abbreviated")}
        names = {n for n in names if len(n) > 1} or names  # a single letter is in any reply
        return ("|".join(map(re.escape, sorted(names, key=len, reverse=True))).casefold(),)
    raise BadInput(f"{text!r} needs `must`: how it reads in this language")


def build_case(row: Mapping[str, Any], number: int, *, prefix: str, lang: str, ids: Sequence[str], root: Path, shops: Path | None = None) -> CommentCase:
    """One case from a row. `shops`: folder of the shops, other than the knowledge folder's. Raises `BadInput` saying what the row lacks."""
    shop = row.get("shop", "tamarind_row")
    sheet = load_sheet((shops or root / "shops") / shop / "shop.toml")
    expect = tuple(row["expect"].split("+"))
    answers = [_expected(fact, row, sheet, lang, root) for fact in row.get("facts", ())]
    flag = row.get("flag")
    category, _, severity = flag.partition(":") if flag else ("", "", "")
    body = {
        "id": ids[number],
        "market": row["market"],
        "lang": row.get("lang", lang),
        "shop": shop,
        "user": f"{prefix}-{number + 1:03d}",
        "text": row["text"],
        "expect": expect,
        "answer": answers,
        "escalate_reason": row.get("reason"),
        "ignore_kind": row.get("kind"),
        "flag": {"category": category, "severity": severity or "medium"} if flag else None,
        "pii": row.get("pii", ()),
        "prev": ids[row["prev"] - 1] if row.get("prev") else None,
        "group": row.get("group") or (answers[0]["fact"].split(".", 2)[-1] if answers else row.get("reason") or row.get("kind") or category),
        "tags": row.get("tags", ()),
        "also_ok": row.get("also_ok", ()),
    }
    return CommentCase.model_validate({k: v for k, v in body.items() if v is not None})


def _expected(fact: str | Mapping[str, Any], row: Mapping[str, Any], sheet: Sheet, lang: str, root: Path) -> dict[str, Any]:
    given = {"fact": fact} if isinstance(fact, str) else dict(fact)
    path = given["fact"]
    value = sheet.get(path)
    if value is MISSING:
        raise BadInput(f"{path} is not in the sheet")
    polarity = given.get("polarity", row.get("polarity"))
    must, must_not = list(given.get("must", ())), list(given.get("must_not", ()))
    if polarity:
        words = tomllib.loads(_POLARITY.read_text(encoding="utf-8"))[lang]
        if polarity == "no":
            must.append(words["no"])
        else:  # "yes, and there is no fee" is a yes: only how it begins tells
            must_not.append(rf"^.{{0,{_OPENING}}}(?:{words['no']})")
    elif not must:
        locale = Locale.parse(tomllib.loads((root / "languages" / lang / "language.toml").read_text(encoding="utf-8"))["locale"])
        must += value_patterns(value, locale)
    return {"fact": path, "value": value, "must": must, "must_not": must_not, "polarity": polarity}


def build_file(rows_path: Path, *, prefix: str, lang: str, shops: Path | None = None) -> list[CommentCase]:
    """All cases of one file of rows; raises `BadInput` naming every bad row."""
    root = knowledge_root()
    rows = [json.loads(line) for line in rows_path.read_text(encoding="utf-8").splitlines() if line.strip()]
    ids = [f"{prefix}-{i + 1:03d}" for i in range(len(rows))]
    made, faults = [], []
    for i, row in enumerate(rows):
        try:
            made.append(build_case(row, i, prefix=prefix, lang=lang, ids=ids, root=root, shops=shops))
        except (AssistantError, KeyError, ValueError) as error:
            faults.append(f"row {i + 1} {row.get('text', '')!r}: {error}")
    if faults:
        raise BadInput("\n".join(faults), where=str(rows_path))
    return made


def split_by_group(cases: Sequence[CommentCase]) -> dict[str, list[CommentCase]]:
    """dev and gate, a whole group on one side; a follow-up stays with what it follows."""
    side: dict[str, str] = {}
    out: dict[str, list[CommentCase]] = {"dev": [], "gate": []}
    where: dict[str, str] = {}
    for case in cases:
        group = case.group if case.answer else f"{case.group}:{case.id[-1]}"  # one reason is many questions
        name = where.get(case.prev or "") or side.setdefault(group, min(out, key=lambda s: len(out[s])))
        where[case.id] = name
        out[name].append(case)
    return out


def main() -> int:
    """Write `<prefix>-dev.jsonl` and `<prefix>-gate.jsonl`, or `<prefix>.jsonl` with `--whole`."""
    top = argparse.ArgumentParser(prog="python -m evals.authoring", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    top.add_argument("rows", type=Path)
    top.add_argument("--lang", required=True)
    top.add_argument("--prefix", required=True, help="of ids and files: lower case, unique, e.g. lantern-tr")
    top.add_argument("--out", type=Path, required=True)
    top.add_argument("--shops", type=Path, help="folder of the shops the rows name (default: the knowledge folder's)")
    top.add_argument("--whole", action="store_true", help="one file, not split into dev and gate")
    arguments = top.parse_args()
    try:
        cases = build_file(arguments.rows, prefix=arguments.prefix, lang=arguments.lang, shops=arguments.shops)
    except BadInput as error:
        print(error)
        return 2
    parts = {"": cases} if arguments.whole else {f"-{name}": part for name, part in split_by_group(cases).items()}
    arguments.out.mkdir(parents=True, exist_ok=True)
    for name, part in parts.items():
        lines = "".join(json.dumps(c.model_dump(mode="json"), ensure_ascii=False) + "\n" for c in part)
        (arguments.out / f"{arguments.prefix}{name}.jsonl").write_text(lines, encoding="utf-8")
    refused = sum("answer" not in c.expect for c in cases)
    print(f"{len(cases)} cases, {refused} of them not to be answered: " + ", ".join(f"{len(p)}{n}" for n, p in parts.items()))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
