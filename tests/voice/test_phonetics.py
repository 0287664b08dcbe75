"""How far spellings sound apart: what recognisers write for a name is near, another word is not."""

import pytest

from assistant.voice.phonetics import Letters, distance, nearest, romanised, script_of, skeleton

ENGLISH, INDONESIAN, POLISH = Letters(), Letters({"c": "ch"}), Letters({"ł": "w", "w": "v", "cz": "ch"})


def off(name, heard, letters=ENGLISH):
    return nearest(letters.readings(name), letters.readings(heard), script_of(heard))


@pytest.mark.parametrize(
    ("name", "heard", "most"),
    [
        ("Kicau", "kica u", 0.0),
        ("Kicau", "คิเคา", 0.0),
        ("Kicau", "كيكاو", 0.05),
        ("Kicau", "кикау", 0.0),
        ("Trailo", "เทรโล", 0.1),
        ("Trailo", "ไตรโล", 0.0),
        ("Trailo", "トレイロ", 0.14),
        ("Vellano", "велано", 0.0),
        ("Vellano", "felano", 0.05),
        ("Corvina", "คอร์วีน่า", 0.05),
        ("Tambor", "탐보르", 0.1),
    ],
)
def test_near(name, heard, most):
    assert off(name, heard) <= most + 0.001


@pytest.mark.parametrize(
    ("name", "heard"), [("Kicau", "kecap"), ("Trailo", "trailer"), ("Vellano", "bella"), ("Solano", "sallayın"), ("Koalita", "qué")]
)
def test_not_near(name, heard):
    assert off(name, heard) > 0.14


def test_a_languages_own_letters_are_a_second_reading():
    assert ENGLISH.readings("Kicau") == ("kikau",)
    assert INDONESIAN.readings("Kicau") == ("kikau", "kiCau")
    assert off("Kicau", "kichau", INDONESIAN) == 0.0
    assert POLISH.readings("kikał") == ("kikal", "kikaw")


def test_the_start_of_a_name_must_agree():
    assert off("Vellano", "olano") == 1.0


def test_nothing_has_no_reading():
    assert ENGLISH.readings("…") == ()
    assert nearest((), ("a",)) == 1.0


@pytest.mark.parametrize(("row", "bones"), [("wakari", "pkl"), ("velano", "plm"), ("aia", ""), ("kau", "k")])
def test_skeleton(row, bones):
    assert skeleton(row) == bones


def test_thai_vowels_stand_behind_their_consonant():
    assert romanised("เทรโล") == "threlo"


def test_distance_is_nothing_for_the_same_and_grows_with_what_differs():
    assert distance("velano", "velano") == 0 < distance("velano", "felano") < distance("velano", "gelano")
