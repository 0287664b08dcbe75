"""How much of one text is read, and what stands for the rest. Nothing beyond that is shown, kept or given to a model."""

from __future__ import annotations

READ = 2000
"""Code points. Live comments are far shorter everywhere (TikTok 150, YouTube 200, Facebook and Shopee a few hundred); a text of this length is read
in a few milliseconds, a longer one is somebody's attempt to hold up the room."""

MARGIN = 64
"""Code points at the end of what is read of a longer text that are not shown: a number cut in two is recognised by neither half."""


def left_out_mark(count: int) -> str:
    """What stands in the place of the characters that were left out."""
    return f"[{count} characters left out]"
