import random

import pytest

from assistant.masking import masked_span

TEXT = "call 0812-3456 you PIG or mail a@example.com now"
MASKED = "call [phone] you PIG or mail [email] now"


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        pytest.param("call", "call", id="before a mask"),
        pytest.param("you PIG", "you PIG", id="between two"),
        pytest.param("now", "now", id="behind the last"),
        pytest.param("3456", "[phone]", id="inside a mask"),
        pytest.param("3456 you", "[phone] you", id="out of a mask"),
        pytest.param("mail a@", "mail [email]", id="into a mask"),
        pytest.param(TEXT, MASKED, id="all of it"),
    ],
)
def test_the_span_follows_its_words(words, shown):
    start = TEXT.index(words)
    begin, end = masked_span((start, start + len(words)), TEXT, MASKED)
    assert MASKED[begin:end] == shown


@pytest.mark.parametrize(
    ("span", "text", "masked", "found"),
    [
        pytest.param((1, 2), "abc", "abc", (1, 2), id="nothing masked"),
        pytest.param((0, 2), "12", "[phone]", (0, 7), id="only personal data"),
        pytest.param((0, 3), "abc", "[21 characters, not readable]", (0, 0), id="not a masked form of it"),
        pytest.param((0, 3), "abc", "[phone]x", (0, 0), id="another ending"),
        pytest.param((0, 9), "1 a", "[phone] a", (0, 0), id="beyond the end"),
        pytest.param((0, 0), "1 a", "[phone] a", (0, 0), id="nothing marked"),
    ],
)
def test_odd_pairs(span, text, masked, found):
    assert masked_span(span, text, masked) == found


@pytest.mark.parametrize("seed", range(20))
def test_any_number_of_masks(seed):
    chance = random.Random(seed)
    text = masked = ""
    words = []
    for n in range(chance.randrange(1, 30)):
        plain, secret = f"ไทย😀{n}x ", "".join(chance.choice("0123456789- ") for _ in range(chance.randrange(1, 15))) + "#"
        words.append((len(text), len(text) + len(plain), plain))
        mask = chance.choice(["[phone]", "[name]", ""])
        text, masked = text + plain + (secret if mask else ""), masked + plain + mask
    for start, end, plain in words:
        begin, until = masked_span((start, end), text, masked)
        assert masked[begin:until] == plain
