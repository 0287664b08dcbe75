"""Languages as the room names them (BCP-47) and as a Whisper model does."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.domain import Value
from assistant.errors import BadInput

ALIASES = {"fil": "tl", "cmn": "zh", "in": "id", "iw": "he", "nb": "no"}
WITH_CANTONESE = 100  # languages; models with fewer accept its code and then ignore it


class ModelLanguages(Value):
    """What a model can hear."""

    codes: tuple[str, ...]
    multilingual: bool
    count: int  # languages it tells apart


def model_code(tag: str, languages: ModelLanguages) -> str:
    """The model's code for a BCP-47 tag: fil -> tl, zh-Hant -> zh. Raises BadInput for a language the model does not know."""
    base = tag.split("-")[0].casefold()
    code = ALIASES.get(base, base)
    if code == "yue" and languages.count < WITH_CANTONESE:
        code = "zh"
    if code not in languages.codes:
        if not languages.multilingual:
            raise BadInput(f"an English-only model cannot hear {tag!r}", remedy="use a multilingual model, e.g. small instead of small.en")
        raise BadInput(f"the model does not know the language {tag!r}", remedy="leave the language out, or supply a transcript")
    return code


def room_tag(code: str, allowed: Sequence[str], languages: ModelLanguages) -> str:
    """The room's own name for a language of the model."""
    own = (tag for tag in allowed if model_code(tag, languages) == code)
    return next(own, {"tl": "fil"}.get(code, code))
