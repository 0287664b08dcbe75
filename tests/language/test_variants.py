"""Burmese in Zawgyi becomes Unicode; Chinese is told apart by its standard; neither touches anything else."""

import pytest

from assistant.language.hanzi import is_traditional, simplified, traditional
from assistant.language.zawgyi import modern_burmese


@pytest.mark.parametrize(
    ("zawgyi", "unicode"),
    [
        ("ေဈးဘယ္ေလာက္လဲ", "ဈေးဘယ်လောက်လဲ"),
        ("ရွိေသးလား", "ရှိသေးလား"),
        ("ပို႔ခ ဘယ္ေလာက္လဲရွင့္", "ပို့ခ ဘယ်လောက်လဲရှင့်"),
        ("ကုန္ၿပီလား", "ကုန်ပြီလား"),
        ("အေရာင္ဘာေတြရွိလဲ", "အရောင်ဘာတွေရှိလဲ"),
        ("လႊတ္", "လွှတ်"),
    ],
)
def test_zawgyi(zawgyi, unicode):
    assert modern_burmese(zawgyi) == unicode
    assert modern_burmese(unicode) == unicode


@pytest.mark.parametrize("text", ["ongkir brp", "ราคาเท่าไหร่", "ဈေးဘယ်လောက်လဲ", "size ဘာရှိလဲ", "", "😂"])
def test_what_is_no_zawgyi_stays(text):
    assert modern_burmese(text) == text


@pytest.mark.parametrize(
    ("text", "is_so"), [("運費多少", True), ("这个多少钱", False), ("有貨嗎", True), ("可以", False), ("size M", False), ("這個可以cod吗这", False)]
)
def test_traditional(text, is_so):
    assert is_traditional(text) is is_so


def test_there_and_back():
    assert simplified("請問還有現貨嗎") == "请问还有现货吗"
    assert traditional("运费十块，现货还有") == "運費十塊，現貨還有"


@pytest.mark.parametrize(
    ("typed", "usual"),
    [("ရှင့်", "ရှင့်"), ("ပုိ့ခ", "ပို့ခ"), ("၀ယ်မယ်", "ဝယ်မယ်"), ("၁၀ ထည်", "၁၀ ထည်")],
    ids=["order of marks", "order of vowels", "zero for wa", "a real zero"],
)
def test_burmese_marks_in_any_order(typed, usual):
    assert modern_burmese(typed) == modern_burmese(usual) == usual
