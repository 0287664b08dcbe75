from assistant.voice.bench.endurance import Invented, Soak
from assistant.voice.bench.figures import Growth, Row
from assistant.voice.bench.report import About, Report, text_of

ABOUT = About(
    model="small",
    cost=None,
    cores=2,
    workers=2,
    threads=1,
    call_s=0.6,
    window_s=30,
    admitted=2,
    load=1.0,
    sound=("id (30 s)",),
    versions={"faster-whisper": "1.2.1"},
    offline_error_true=0.02,
)
ROW = Row(
    policy="ours",
    streams=2,
    audio_s=60.0,
    words=58,
    found=57,
    latency_p50_s=1.09,
    latency_p95_s=None,
    error_offline=0.021,
    error_true=0.04,
    taken_back=0,
    cpu_per_s=0.21,
    real_time_factor=0.15,
    calls=70,
    call_p50_s=0.19,
    call_p95_s=0.3,
    lag_p50_s=0.0,
    lag_p95_s=0.12,
    gaps=1,
    lost_s=2.4,
    workers=2,
    threads=1,
)


def test_a_comparison_is_a_table():
    lines = text_of(Report(about=ABOUT, rows=(ROW,))).splitlines()
    assert lines[0] == "model small · 2 cores, load 1.0 · faster-whisper 1.2.1"
    assert lines[5].split() == [
        "ours",
        "2",
        "2x1",
        "57/58",
        "1.09",
        "-",
        "2.1%",
        "4.0%",
        "0",
        "0.210",
        "0.150",
        "0.19",
        "0.00",
        "0.12",
        "1",
        "(2.4",
        "s)",
    ]
    assert lines[-1] == "offline decoding itself differs from the true text by 2.0%"


def test_borrowed_cost_and_a_busy_machine_are_said():
    text = text_of(Report(about=ABOUT.model_copy(update={"cost": "tiny", "load": 7.0}), rows=(ROW,)))
    assert "the time is nearly tiny's, errors are not told" in text
    assert "other programs are busy" in text


def test_invented_words_and_memory():
    found = Invented(policy="ours", sound="drums", audio_s=90.0, words=2, drafted=3, calls=1, text="halo kak")
    run = Soak(
        policy="ours", audio_s=3600, wall_s=600, samples=288, own_mb=150, children_mb=220, own_growth=Growth(slope=0.4, error=0.1), children_growth=Growth(slope=-0.1, error=0.2),
        taken_back=0, gaps=0, lost_s=0, lag_peak_s=3.2,
    )  # fmt: skip
    text = text_of(Report(about=ABOUT, invented=(found,), soaks=(run,)))
    assert "ours: 2 words invented in 1.5 minutes (must be 0; syllables, no words apart)" in text
    assert "this process 150 MB, +0.40 ± 0.10 MB an hour of sound · those it started 220 MB, -0.10 ± 0.20" in text
    assert Report.model_validate_json(Report(about=ABOUT, soaks=(run,)).model_dump_json()).soaks == (run,)
