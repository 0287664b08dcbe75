"""Where a sentence ends within speech that goes on: a host who never pauses must still be warned in time."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from assistant.domain import Word

SHORTEST_S = 1.2  # speech; shorter ones ("Yes.") stay with what follows
_END = regex.compile(r"[.!?…。！？؟۔။៕।]+[\"'”’»)]*$")
_INITIAL = regex.compile(r"^\p{Lu}\p{L}{0,2}\.$")  # "Rp.", "No.", "J."
_NUMBER = regex.compile(r"^\p{N}")


def sentence_end(stable: Sequence[Word], begin: int = 0) -> int | None:
    """How many of the `stable` words, all after `begin`, are a whole sentence; None while there is none."""
    for i in range(begin, len(stable)):
        text = stable[i].text
        before_number = i + 1 < len(stable) and text.endswith(".") and _NUMBER.match(stable[i + 1].text)  # "kl. 14"
        if not _END.search(text) or _INITIAL.match(text) or before_number:
            continue
        if stable[i].end - stable[begin].start >= SHORTEST_S:
            return i + 1
    return None
