"""What was measured, as a value that can be written as JSON and as a table for people."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.domain import Value
from assistant.voice.bench.endurance import Invented, Soak
from assistant.voice.bench.figures import Growth, Row
from assistant.voice.bench.sounds import LIKE_SPEECH

COLUMNS = (
    ("policy", 17), ("streams", 7), ("calls", 6), ("found", 9), ("late p50", 8), ("p95", 6), ("err off", 8), ("true", 7), ("back", 5),
    ("CPU", 6), ("RTF", 6), ("call", 6), ("lag p50", 8), ("p95", 6), ("gaps", 12),
)  # fmt: skip
LEGEND = """\
found     words said right, of those whose true end is known       late   seconds from a word's true end until it stands for good
err off   errors against offline decoding of the same sound        true   against the true text: words; characters in unspaced scripts
back      words taken back after they stood (must be 0)            CPU    seconds of this process and the decoder's, a second of sound
RTF       seconds in the recogniser, a second of sound             call   its median call, seconds
lag       sound that waits, seconds                                gaps   losses that were said, and their seconds
calls     of the recogniser at once x threads of each"""


class About(Value):
    """What the figures hold for."""

    model: str
    cost: str | None  # size of the random weights that were run beside it
    cores: int
    workers: int  # calls of the recogniser at once, with so many streams as the first row has
    threads: int = 1  # of each
    call_s: float  # of one call, measured at the start
    window_s: float  # most sound that the encoder is filled up to
    admitted: int  # streams that the cores carry with partial results
    load: float | None = None  # processes that wanted a core while this ran, this one's among them; None = the system does not tell
    sound: tuple[str, ...]  # streams: name, length
    versions: dict[str, str]
    offline_error_true: float | None = None


class Report(Value):
    """One run."""

    about: About
    rows: tuple[Row, ...] = ()
    invented: tuple[Invented, ...] = ()
    soaks: tuple[Soak, ...] = ()


def text_of(report: Report) -> str:
    """For people."""
    about = report.about
    load = "" if about.load is None else f", load {about.load:.1f}"
    lines = [
        f"model {about.model} · {about.cores} cores{load} · " + " · ".join(f"{name} {version}" for name, version in about.versions.items())
    ]
    lines.append(
        f"a call takes {about.call_s:.2f} s with {about.threads} threads, {about.workers} at once: the cores carry {about.admitted} streams with partial results"
    )
    if about.window_s < 30:
        lines.append(f"the encoder is given at most {about.window_s:.0f} s or the sound and one second: check the errors with your model")
    if about.load is not None and about.load > about.cores + 1:
        lines.append("  other programs are busy on this machine: seconds of waiting are worse than its own, CPU seconds hold")
    if about.cost:
        lines.append(
            f"cost of {about.cost}: each call also encoded, wrote and timed as many tokens on random weights of {about.cost}'s dimensions;"
            f"\n  the text is {about.model}'s, in a short window so that it costs little: the time is nearly {about.cost}'s, errors are not told"
        )
    lines.append("sound " + ", ".join(about.sound))
    if report.rows:
        lines += ["", *_table(report.rows), "", LEGEND]
        if about.offline_error_true is not None:
            lines.append(f"offline decoding itself differs from the true text by {_percent(about.offline_error_true)}")
    lines += _invented(report.invented)
    for soak in report.soaks:
        lines += ["", *_soak(soak)]
    return "\n".join(lines)


def _table(rows: Sequence[Row]) -> list[str]:
    head = " ".join(f"{name:>{width}}" if i else f"{name:<{width}}" for i, (name, width) in enumerate(COLUMNS))
    return [head, *(_line(row) for row in rows)]


def _line(row: Row) -> str:
    cells = (
        row.policy, str(row.streams), _calls(row), f"{row.found}/{row.words}", _seconds(row.latency_p50_s), _seconds(row.latency_p95_s),
        _percent(row.error_offline), _percent(row.error_true), str(row.taken_back), f"{row.cpu_per_s:.3f}", f"{row.real_time_factor:.3f}",
        _seconds(row.call_p50_s), _seconds(row.lag_p50_s), _seconds(row.lag_p95_s), f"{row.gaps} ({row.lost_s:.1f} s)",
    )  # fmt: skip
    return " ".join(
        f"{cell:>{width}}" if i else f"{cell:<{width}}" for i, (cell, (_, width)) in enumerate(zip(cells, COLUMNS, strict=True))
    )


def _calls(row: Row) -> str:
    return "-" if row.workers is None else f"{row.workers}x{row.threads}"


def _invented(found: Sequence[Invented]) -> list[str]:
    if not found:
        return []
    lines = ["", f"{'sound without speech':<24} {'policy':<17} {'minutes':>7} {'words':>6} {'shown':>6} {'calls':>6}"]
    for one in found:
        told = f"{one.sound[:24]:<24} {one.policy:<17} {one.audio_s / 60:>7.1f} {one.words:>6} {one.drafted:>6} {one.calls:>6}"
        lines.append(told + (f"  {one.text}" if one.text else ""))
    for policy in dict.fromkeys(one.policy for one in found):
        mine = [one for one in found if one.policy == policy and one.sound != LIKE_SPEECH]
        minutes = sum(one.audio_s for one in mine) / 60
        lines.append(f"{policy}: {sum(one.words for one in mine)} words invented in {minutes:.1f} minutes (must be 0; {LIKE_SPEECH} apart)")
    return lines


def _soak(soak: Soak) -> list[str]:
    return [
        f"soak · {soak.policy} · {soak.audio_s / 60:.1f} minutes of sound in {soak.wall_s / 60:.1f}, memory looked at {soak.samples} times",
        f"  this process {soak.own_mb:.0f} MB, {_growth(soak.own_growth)} MB an hour of sound · those it started {soak.children_mb:.0f} MB, "
        f"{_growth(soak.children_growth)}",
        f"  taken back {soak.taken_back} · gaps {soak.gaps} ({soak.lost_s:.1f} s) · longest lag {_seconds(soak.lag_peak_s)} s",
    ]


def _growth(growth: Growth) -> str:
    return f"{growth.slope:+.2f} ± {growth.error:.2f}"


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _percent(rate: float | None) -> str:
    return "-" if rate is None else f"{rate:.1%}"
