"""What goes on this very moment, for who watches: the words as they are said, and who of the team is writing to whom.

Transient: nothing of it is recorded, only the latest state is kept, and texts are masked before they leave.
"""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from collections.abc import Callable

from assistant.domain import Hearing, Value, VoiceRole, Writing
from assistant.on_air.gist import Gist

VOICES = 16  # that are shown at once; the one longest silent goes first
_DIGITS = re.compile(r"[\d٠-٩۰-۹][\d٠-٩۰-۹\s().+-]{3,}$")  # a number that is not said to its end may be a telephone's

Mask = Callable[[str, str], str]
"""(text, language) -> the text as it may be shown."""


class Caption(Value):
    """One voice's words. `stable` is never taken back, `rest` may change."""

    id: str  # of the remark that this becomes
    source: str
    role: VoiceRole
    state: str  # started, going_on, ended
    t: float
    stable: str = ""
    rest: str = ""
    lang: str | None = None
    gist: Gist | None = None  # of a guest's words


class Moment:
    """The present state, with a number that grows whenever it changes."""

    def __init__(self, mask: Mask) -> None:
        self.version = 0
        self._mask = mask
        self._heard: OrderedDict[str, Hearing] = OrderedDict()  # source -> latest
        self._gists: dict[str, Gist] = {}
        self._drawn: dict[str, tuple[Hearing, Caption]] = {}
        self._writing: list[Writing] = []
        self._news = asyncio.Event()

    def hear(self, hearing: Hearing, gist: Gist | None = None) -> None:
        """`gist`: what is newly understood of it; the last one stays until then."""
        known = self._heard.pop(hearing.source, None)
        if known is None or known.id != hearing.id:
            self._gists.pop(hearing.source, None)
        if hearing.state != "nothing":
            self._heard[hearing.source] = hearing
            if gist is not None:
                self._gists[hearing.source] = gist
        while len(self._heard) > VOICES:
            self._heard.popitem(last=False)
        self._changed()

    def said(self, id: str) -> None:
        """It has become a remark, which is shown by itself."""
        gone = [source for source, hearing in self._heard.items() if hearing.id == id]
        for source in gone:
            self.silence(source)

    def silence(self, source: str) -> None:
        if self._heard.pop(source, None) is not None:
            self._gists.pop(source, None)
            self._changed()

    def write(self, writing: list[Writing]) -> None:
        """Who writes now, all of them."""
        if writing != self._writing:
            self._writing = writing
            self._changed()

    def captions(self) -> list[Caption]:
        """Oldest first. Masked when they are asked for, once for all who watch."""
        self._drawn = {source: self._draw(source, hearing) for source, hearing in self._heard.items()}
        return [self._with_gist(source, caption) for source, (_, caption) in self._drawn.items()]

    def writing(self) -> list[Writing]:
        return self._writing

    async def wait(self, version: int) -> None:
        """Until the state is another than that of `version`."""
        while self.version == version:
            await self._news.wait()

    def _changed(self) -> None:
        self.version += 1
        self._news.set()
        self._news = asyncio.Event()

    def _draw(self, source: str, hearing: Hearing) -> tuple[Hearing, Caption]:
        known = self._drawn.get(source)
        if known is not None and known[0] is hearing:
            return known
        stable, rest = self._masked(hearing)
        caption = Caption(
            id=hearing.id, source=source, role=hearing.role, state=hearing.state, t=hearing.t, stable=stable, rest=rest, lang=hearing.lang
        )
        return hearing, caption

    def _masked(self, hearing: Hearing) -> tuple[str, str]:
        """The whole is masked at once: what is private may lie across the border of what is stable."""
        lang = (hearing.lang or "").split("-")[0]
        whole = _DIGITS.sub("…", self._mask(hearing.text, lang))
        stable = self._mask(hearing.stable_text, lang)
        same = next((n for n, (a, b) in enumerate(zip(whole, stable, strict=False)) if a != b), min(len(whole), len(stable)))
        return whole[:same], whole[same:]

    def _with_gist(self, source: str, caption: Caption) -> Caption:
        gist = self._gists.get(source)
        return caption.model_copy(update={"gist": gist}) if gist else caption
