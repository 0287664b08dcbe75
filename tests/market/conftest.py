"""The example sheet, and a way to change one thing in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTRACT = ROOT / "tests" / "data" / "contract"


@pytest.fixture(scope="session")
def example() -> str:
    """The example sheet as text."""
    return (CONTRACT / "shop.toml").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def change(example: str) -> Callable[[str, str], str]:
    """The example with the first `old` replaced; `old` must be there."""

    def replace(old: str, new: str) -> str:
        assert old in example, old
        return example.replace(old, new, 1)

    return replace
