"""What a claim is judged in, and what comes out of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from assistant.guard.claim import Claim

Outcome = Literal["supported", "contradicted", "unknown"]

# What costs the viewer most when it is wrong, first.
_COST = (
    "cure", "minors", "min_age", "returns_anytime", "returns", "return_free", "exchange_free", "return_fee", "allergen", "free_shipping_all", "warranty", "price", "coupon",
    "free_from", "coupon_min", "fee", "installments", "interest", "no_interest", "refund", "inspect", "try_on", "cod", "cod_fee", "method",
    "all_methods", "served", "deal", "delivery", "material", "sold_out_sizes", "sold_out_colours", "stock",
)  # fmt: skip


class FactsView(Protocol):
    """What the guard needs of a facts sheet. `get` gives a false value that is not None, False or 0 for a missing key."""

    @property
    def products(self) -> Sequence[str]: ...
    def get(self, path: str) -> Any: ...
    def exists(self, path: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class Scene:
    """What a sentence is judged in. `remote`: the place it names is one of the far areas (None: no place, or not told)."""

    market: str
    mentioned: str | None = None  # product named in the sentence
    on_screen: str | None = None
    places: tuple[str, ...] = ()
    remote: bool | None = None
    everywhere: bool = False
    several: bool = False  # more than one product is named
    brief: bool = False  # the sentence is too short to be about anything but what is on screen
    in_areas: Callable[[Sequence[str]], bool | None] = lambda areas: None  # whether the named place is one of these


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict on one claim, with the fact it rests on."""

    outcome: Outcome
    claim: Claim
    path: str | None = None
    truth: Any = None
    product: str | None = None
    far: bool = False  # the amount said is not even near the fact
    line: str | None = None  # what the shop answers to the question of it, where the claim's kind has no words of its own

    @property
    def weight(self) -> tuple[int, int, int]:
        """Sorts findings: contradicted first, what would cost the viewer most before the rest; then the supported as they were said."""
        cost = _COST.index(self.claim.kind) if self.claim.kind in _COST else len(_COST)
        return ({"contradicted": 0, "supported": 1, "unknown": 2}[self.outcome], cost if self.outcome == "contradicted" else 0, self.claim.start)
