"""Languages and scripts, guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.dataset.quality.languages import LOOKED_AT, language_of, script_of


@pytest.mark.parametrize(
    ("language", "script", "text"),
    [
        ("en", "latin", "The cat is on the table and it is not going to leave."),
        ("de", "latin", "Der Hund ist nicht in dem Haus, und die Katze ist auch nicht da."),
        ("fr", "latin", "Le chat est dans la maison avec les enfants, mais pas sur la table."),
        ("es", "latin", "El perro está en la casa con los niños y no se va de la mesa."),
        ("it", "latin", "Il gatto è nella casa con il cane, ma non è sul tavolo della cucina."),
        (
            "pt",
            "latin",
            "O gato não está na casa com os meninos, mas você pode ver ele em uma foto.",
        ),
        ("nl", "latin", "De kat is niet op de tafel en het is ook niet van de buren."),
        ("pl", "latin", "Kot nie jest na stole, ale to nie znaczy że go nie ma w domu."),
        ("sv", "latin", "Katten är inte på bordet och det är inte för att den har ett hus."),
        ("tr", "latin", "Kedi masada değil ve bu çok güzel bir ev için daha iyi."),
        ("vi", "latin", "Tôi là một người học tiếng Việt và tôi không có nhiều thời gian."),
        ("id", "latin", "Kucing itu tidak ada di rumah dan saya akan pergi ke pasar dengan dia."),
        ("ru", "cyrillic", "Кошка не на столе, и я не знаю, что с ней."),
        ("uk", "cyrillic", "Кішка не на столі, і я не знаю, що з нею та як її знайти."),
        ("el", "greek", "Η γάτα δεν είναι στο τραπέζι."),
        ("ar", "arabic", "القطة ليست على الطاولة"),
        ("he", "hebrew", "החתול לא על השולחן"),
        ("hi", "devanagari", "बिल्ली मेज पर नहीं है"),
        ("th", "thai", "แมวไม่อยู่บนโต๊ะ"),
        ("ko", "hangul", "고양이는 탁자 위에 없습니다"),
        ("zh", "han", "猫不在桌子上"),
        ("ja", "kana", "ねこはテーブルのうえにいません"),
        ("ja", "han", "東京都渋谷区神宮前の住所"),
    ],
)
def test_a_language_is_known_by_its_script_or_its_small_words(
    language: str, script: str, text: str
) -> None:
    assert (language_of(text), script_of(text)) == (language, script)


@pytest.mark.parametrize("text", ["", "42", "print(x)", "Paris", "{'a': 1}", "!?"])
def test_what_nothing_decides_is_unknown(text: str) -> None:
    assert language_of(text) == "unknown"


def test_a_text_without_letters_has_no_script() -> None:
    assert script_of("12 + 30 = 42 …") == "none"


def test_only_the_start_of_a_text_is_looked_at() -> None:
    assert script_of("a" * LOOKED_AT + "я" * 10 * LOOKED_AT) == "latin"


@given(st.text())
def test_every_text_has_a_script_and_a_language(text: str) -> None:
    assert script_of(text)
    assert language_of(text)
