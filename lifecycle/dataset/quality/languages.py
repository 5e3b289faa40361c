"""Guesses in which script and language a text is written, from its letters and small words."""

from collections import Counter

LOOKED_AT = 400  # characters of a text
UNKNOWN = "unknown"

_HITS_MIN = 2
_WORDS_PER_HIT = 10


def script_of(text: str) -> str:
    """The script of most letters among the first LOOKED_AT characters; "none" without letters."""
    start = text[:LOOKED_AT]
    if start.isascii():
        return "latin" if any(map(str.isalpha, start)) else "none"
    letters = Counter(_script(ord(letter)) for letter in start if letter.isalpha())
    return min(letters, key=lambda script: (-letters[script], script), default="none")


def language_of(text: str) -> str:
    """An ISO 639-1 code, or "unknown" where nothing decides."""
    script = script_of(text)
    start = text[:LOOKED_AT]
    if script == "han":
        return "ja" if any(_script(ord(letter)) == "kana" for letter in start) else "zh"
    if script in _LANGUAGE_OF_SCRIPT:
        return _LANGUAGE_OF_SCRIPT[script]
    return _by_small_words(start.lower().split())


def _by_small_words(words: list[str]) -> str:
    hits = Counter(
        language
        for word in words
        for language in _LANGUAGES_OF_WORD.get(word.strip(".,;:!?\"'()"), ())
    )
    best = hits.most_common(2)
    enough = max(_HITS_MIN, len(words) // _WORDS_PER_HIT)
    if not best or best[0][1] < enough or (len(best) > 1 and best[0][1] == best[1][1]):
        return UNKNOWN
    return best[0][0]


def _script(code: int) -> str:
    for last, script in _LAST_OF_SCRIPT:
        if code <= last:
            return script
    return "other"


# The end of each Unicode block or run of blocks; what lies between two scripts is with the second.
_LAST_OF_SCRIPT = (
    (0x024F, "latin"),
    (0x03FF, "greek"),
    (0x052F, "cyrillic"),
    (0x058F, "armenian"),
    (0x05FF, "hebrew"),
    (0x08FF, "arabic"),
    (0x097F, "devanagari"),
    (0x0DFF, "other indic"),
    (0x0E7F, "thai"),
    (0x10FF, "other"),
    (0x11FF, "hangul"),
    (0x1DFF, "other"),
    (0x1EFF, "latin"),
    (0x1FFF, "greek"),
    (0x303F, "other"),
    (0x30FF, "kana"),
    (0x33FF, "other"),
    (0x9FFF, "han"),
    (0xABFF, "other"),
    (0xD7FF, "hangul"),
    (0xF8FF, "other"),
    (0xFAFF, "han"),
    (0xFF65, "latin"),
    (0xFF9F, "kana"),
)

_LANGUAGE_OF_SCRIPT = {
    "greek": "el",
    "hebrew": "he",
    "arabic": "ar",
    "devanagari": "hi",
    "thai": "th",
    "hangul": "ko",
    "kana": "ja",
}

_SMALL_WORDS = {
    "en": "the of and to a in is that it for on with as was are be this by you from have not what",
    "de": "der die das und ist in den von zu mit nicht ein eine auf für im es sie ich dem auch wie",
    "fr": "le la les de des et est un une du dans que qui pour pas sur au avec ce vous sont il en",
    "es": "el la los las de y que en un una es por con para no se del al lo como su más está",
    "it": "il la di che e un una per non è in sono del della con da si le gli come più nel al",
    "pt": "o a os as de e que do da em um uma para não com por é no na se dos mais ao como você",
    "nl": "de het een van en is in op te dat die voor met niet zijn aan er om ook als wordt bij",
    "pl": "w i na z się nie do to że jest o po jak za od co przez dla są czy ale jego który",
    "sv": "och i att det som en på är av för med den till inte ett har de om var jag kan vi",
    "tr": "ve bir bu için ile de da ne çok olarak daha gibi olan mı mi değil en ben var o kadar",
    "vi": "và của là có không được cho một trong người những các với này khi để tôi bạn đã như",
    "id": "yang dan di untuk dengan ini itu dari dalam adalah tidak pada ke akan juga atau saya",
    "ru": "и в не на я что он с как это по но из у за от так же для вы мы к бы все",
    "uk": "і в не на що з як це та до за від але для ми ви у й є про його або",
}
_LANGUAGES_OF_WORD: dict[str, tuple[str, ...]] = {}
for _language, _words in _SMALL_WORDS.items():
    for _word in _words.split():
        _LANGUAGES_OF_WORD[_word] = (*_LANGUAGES_OF_WORD.get(_word, ()), _language)
