"""Locales without the tables no reply needs."""

import pytest
from babel import UnknownLocaleError, dates, lists, localedata, numbers, units

from assistant.market.locales import lean_locale


@pytest.mark.parametrize("name", ["ar_SA", "es_MX", "pt_BR", "th_TH", "fil_PH", "zh_MY", "en_KE"])
def test_what_replies_are_made_of_stays(name: str) -> None:
    locale = lean_locale(name)
    assert numbers.format_currency(1234.5, "USD", locale=locale)
    assert lists.format_list(["a", "b"], locale=locale) != "ab"
    assert len(dates.get_day_names("wide", locale=locale)) == 7
    assert units.format_unit(3, "mass-kilogram", locale=locale)
    assert len(locale.territories) > 200


def test_what_no_reply_needs_is_let_go() -> None:
    lean_locale("tr_TR")
    assert "time_zones" not in localedata.load("tr")


def test_an_unknown_locale_is_said() -> None:
    with pytest.raises(UnknownLocaleError):
        lean_locale("qq_QQ")
