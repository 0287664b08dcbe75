import numpy as np
import pytest

from assistant.errors import BadInput
from assistant.voice.pcm import RATE_HZ, checked


@pytest.mark.parametrize(
    ("pcm", "complaint"),
    [
        pytest.param(np.zeros((2, RATE_HZ), np.float32), "one channel", id="stereo"),
        pytest.param(np.zeros(RATE_HZ, np.int16), "floats", id="16-bit samples"),
        pytest.param(np.zeros(10, np.float32), "0.1-30", id="ten samples"),
        pytest.param(np.zeros(RATE_HZ * 31, np.float32), "0.1-30", id="31 seconds"),
        pytest.param(np.full(RATE_HZ, np.nan, np.float32), "not numbers", id="not a number"),
        pytest.param(np.full(RATE_HZ, 1.5, np.float32), "outside", id="louder than full scale"),
    ],
)
def test_sound_that_recognisers_answer_with_nonsense_is_refused(pcm, complaint):
    with pytest.raises(BadInput, match=complaint):
        checked(pcm)


def test_good_sound_passes_unchanged_as_32_bit():
    pcm = np.linspace(-1, 1, RATE_HZ)
    assert checked(pcm).dtype == np.float32
    assert np.allclose(checked(pcm), pcm)
