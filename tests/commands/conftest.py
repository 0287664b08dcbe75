"""What the commands' tests share: the knowledge folders cut down to two languages, so that a process starts fast."""

from pathlib import Path

import pytest

from tests.conftest import ROOT


@pytest.fixture(scope="session")
def small(tmp_path_factory) -> Path:
    """Indonesian and English, with everything else as it is."""
    folder = tmp_path_factory.mktemp("knowledge")
    (folder / "languages").mkdir()
    for code in ("id", "en"):
        (folder / "languages" / code).symlink_to(ROOT / "knowledge" / "languages" / code)
    for path in (ROOT / "knowledge").iterdir():
        if path.name != "languages":
            (folder / path.name).symlink_to(path)
    return folder
