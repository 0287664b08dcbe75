"""Telephone numbers said in words of several digits are masked; prices and counting in words are not."""

from pathlib import Path

import pytest

from assistant.guard.review import Guard

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
LANGS = ("ar", "en", "fa", "id", "pl", "pt", "ru", "tr", "ur")


@pytest.fixture(scope="module")
def guard():
    return Guard.load(KNOWLEDGE, "TR", LANGS)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("numaram sıfır beş yüz otuz iki sıfır sıfır sıfır kırk bir yirmi yedi arayın", "numaram [phone] arayın"),
        ("mój numer sześćset sto dwadzieścia trzy czterysta pięćdziesiąt sześć", "mój numer [phone]"),
        ("quarenta e sete nove nove oito um dois zero zero três quatro", "[phone]"),
        ("رقمي صفر عشره صفر صفر صفر خمسه وخمسين سته وستين سبعه وسبعين كلموني", "رقمي [phone] كلموني"),
        ("мой телефон семьсот один двести двадцать два тридцать три сорок четыре", "мой телефон [phone]"),
    ],
)
def test_a_number_said_in_words(guard, text, masked):
    assert guard.mask(text).text == masked


@pytest.mark.parametrize(
    "text",
    [
        "harganya seratus dua puluh ribu dua ratus tiga ratus empat ratus",
        "satu dua tiga empat lima enam tujuh delapan ayo hitung",
        "bir iki üç dört beş altı yedi sekiz",
        "sto dwadzieścia trzy złote i czterdzieści pięć groszy",
        "one hundred twenty three thousand four hundred fifty six rupiah",
    ],
)
def test_prices_and_counting_are_none(guard, text):
    assert not guard.mask(text).found
