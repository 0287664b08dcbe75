"""The console's end of the host's earpiece: the last cues as sound, and the frames that tell a page to play or to stop."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from itertools import count

from assistant.ports import Sound
from assistant.voice.cues import Cue

KEPT = 5  # cues; a page fetches one at once or not at all


class CueSounds:
    """An `Ear` for every page that was switched on. `tell` sends one frame to the open pages; `listened`: whether one is switched on."""

    def __init__(self, tell: Callable[..., None], listened: Callable[[], bool]) -> None:
        self._tell, self._listened = tell, listened
        self._sounds: OrderedDict[str, Sound] = OrderedDict()
        self._numbers = count(1)

    def play(self, cue: Cue, sound: Sound) -> None:
        name = str(next(self._numbers))
        self._sounds[name] = sound
        while len(self._sounds) > KEPT:
            self._sounds.popitem(last=False)
        self._tell(type="earpiece", do="play", id=name, kind=cue.kind)

    def hush(self) -> None:
        self._tell(type="earpiece", do="hush")

    def listened(self) -> bool:
        """Whether a page is open on which the earpiece is on."""
        return self._listened()

    def get(self, name: str) -> Sound | None:
        """The sound of one of the last cues."""
        return self._sounds.get(name)
