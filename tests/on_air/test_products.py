"""What a platform calls a product, found in the facts sheet."""

import pytest

from assistant.on_air.products import product_finder


@pytest.mark.parametrize(
    ("name", "product"),
    [
        pytest.param("rice_cooker", "rice_cooker", id="id"),
        pytest.param(" nk-12m ", "rice_cooker", id="model number"),
        pytest.param("TRAILO road running shoes", "shoes", id="name"),
        pytest.param("cooker", None, id="part of a name"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_found(sheet, name, product):
    assert product_finder(sheet)(name) == product
