"""The keys of a facts sheet: what may be written, where, of which type, and what viewers ask about it.

Placeholders in a pattern: `<M>` market code, `<P>` product id, `<lang>` language tag, `<size>`, `<colour>` and
`<measure>` names the shop chooses; `x[]` is an array of tables.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from assistant.domain import Value
from assistant.market.key_table import MARKET_ROWS, PRODUCT_ROWS, SHOP_ROWS

Need = Literal["yes", "served", "opt"]

LANG_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*")
MARKET_CODE = re.compile(r"[A-Z]{2}")
PLACEHOLDERS: dict[str, re.Pattern[str]] = {
    "<M>": MARKET_CODE,
    "<P>": re.compile(r"[a-z][a-z0-9_]*"),
    "<lang>": LANG_TAG,
    "<size>": re.compile(r".+"),
    "<colour>": re.compile(r".+"),
    "<measure>": re.compile(r"[a-z0-9_]+"),
}
DEFAULT_PLUG = "default"  # products.<P>.plug.default: the plug of every market without an own entry

# Codes and figures: written the same in every language, so a table of languages makes no sense there.
_CODES = frozenset(
    (
        "markets.<M>.tz",
        "markets.<M>.coupon.code",
        "faq[].id",
        "products.<P>.faq[].id",
        "products.<P>.model_number",
        "products.<P>.certificates.<M>",
        "products.<P>.registration.<M>",
        "products.<P>.ip_rating",
        "products.<P>.pa_rating",
        "giveaway.keyword",
    )
)


class Key(Value):
    """One row of the key reference."""

    pattern: str
    type: str  # text, texts, bool, int, number, money, days, time, hours, month, weekday, market(s), product(s) or a|b
    unit: str
    need: Need
    meaning: str
    asks: str  # what a viewer asks, in English; empty when nobody asks for it

    @property
    def segments(self) -> tuple[str, ...]:
        """The pattern's parts, placeholders among them."""
        return tuple(self.pattern.split("."))

    @property
    def translatable(self) -> bool:
        """The value may also be a table of languages: free text, not a code, a figure or an own `<lang>` table."""
        return self.type == "text" and not self.unit and self.pattern not in _CODES and self.segments[-1] != "<lang>"


@dataclass(slots=True)
class Branch:
    """One place in the tree of keys: what may follow by name, what by placeholder, and the key that ends here."""

    named: dict[str, Branch] = field(default_factory=dict)
    placed: dict[str, Branch] = field(default_factory=dict)
    key: Key | None = None

    def step(self, segment: str) -> Branch | None:
        """The branch below for one written segment; a name wins over a placeholder."""
        if segment in self.named:
            return self.named[segment]
        for placeholder, branch in self.placed.items():
            if PLACEHOLDERS[placeholder].fullmatch(segment):
                return branch
        return None

    def follow(self, segments: Sequence[str]) -> Branch | None:
        """The branch after several segments, or None."""
        branch: Branch | None = self
        for segment in segments:
            branch = branch.step(segment) if branch else None
        return branch


@cache
def all_keys() -> tuple[Key, ...]:
    """Every key, in the order of the reference."""
    names = ("pattern", "type", "unit", "need", "meaning", "asks")
    return tuple(Key.model_validate(dict(zip(names, row, strict=True))) for row in SHOP_ROWS + MARKET_ROWS + PRODUCT_ROWS)


@cache
def key_tree() -> Branch:
    """All keys as a tree, array marks (`[]`) taken off their segment."""
    root = Branch()
    for key in all_keys():
        branch = root
        for segment in key.pattern.replace("[]", "").split("."):
            below = branch.placed if segment in PLACEHOLDERS else branch.named
            branch = below.setdefault(segment, Branch())
        branch.key = key
    plug = root.follow(("products", "x", "plug"))
    if plug:
        plug.named[DEFAULT_PLUG] = plug.placed["<M>"]
    return root


@cache
def array_patterns() -> frozenset[str]:
    """Where an array of tables stands, as patterns without `[]`: `faq`, `products.<P>.faq`."""
    return frozenset(k.pattern.partition("[]")[0] for k in all_keys() if "[]" in k.pattern)


def find_key(segments: Sequence[str]) -> Key | None:
    """The key a written path belongs to (`("markets", "ID", "shipping", "fee")`), or None."""
    branch = key_tree().follow(segments)
    return branch.key if branch else None
