"""Everything there is to say about a facts sheet file: what `assistant check` prints."""

from __future__ import annotations

from pathlib import Path

from assistant.domain import Value
from assistant.errors import BadSheet
from assistant.market.gaps import SheetGap, gaps
from assistant.market.problems import Problem, error
from assistant.market.sheet import InvalidSheet, load_sheet


class Report(Value):
    """The findings about one file. `information` is empty while there are errors: gaps of a broken sheet mean little."""

    where: str
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    information: tuple[SheetGap, ...] = ()

    @property
    def ok(self) -> bool:
        """The sheet can be used."""
        return not self.errors

    def lines(self) -> list[str]:
        """The report as text, the worst first."""
        return [
            *(f"error    {p.line()}" for p in self.errors),
            *(f"warning  {p.line()}" for p in self.warnings),
            *(f"info     {gap.line()}" for gap in self.information),
        ]


def check_report(path: Path | str) -> Report:
    """Check a file. Never raises for what is wrong with the file: that is in the report."""
    try:
        sheet = load_sheet(path)
    except InvalidSheet as e:
        by_level = {level: tuple(p for p in e.problems if p.level == level) for level in ("error", "warning")}
        return Report(where=str(path), errors=by_level["error"], warnings=by_level["warning"])
    except BadSheet as e:
        return Report(where=str(path), errors=(error(e.where, e.what, e.remedy),))
    found = dict.fromkeys(gap for market in sheet.markets_served for gap in gaps(sheet, market))
    return Report(where=str(path), warnings=sheet.warnings, information=tuple(found))
