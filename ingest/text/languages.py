"""Which language a text is in: by its commonest words, then by what the source says, then English.

The common words are folded, as `ingest.text.tokens` gives them.
"""

from collections.abc import Set as AbstractSet

# BCP 47 primary tag -> Snowball's name.
STEMMERS = {
    "en": "english",
    "de": "german",
    "fr": "french",
    "es": "spanish",
    "it": "italian",
    "nl": "dutch",
    "pt": "portuguese",
    "sv": "swedish",
    "da": "danish",
    "no": "norwegian",
    "fi": "finnish",
    "ru": "russian",
    "el": "greek",
}
_SAME = {"nb": "no", "nn": "no"}
_COMMON_WORDS = """
en the and of to with you our for are will your we is or this as have from be on
de und der die das mit wir fur sie von ein eine den auf zu dich deine ist bei im oder
fr et le la les des vous nous pour dans une du votre avec est sur au aux notre ou vos
es y el la los las para con una por del nuestro tu que como en se al sus experiencia equipo
it e il di la per con del nel della che una gli sono nostro alla dei le nostra delle lavoro
nl en de het een van je met voor wij ons onze jij zijn bij naar ook aan op te jouw
pt e o os para com uma em do da dos voce nossa que nosso na no das como mais nos
sv och att som du med for ar en vi ett pa av till vara din dig hos oss eller har
da og at som du med til er en vi et pa af vores din dig hos os eller ikke
no og at som du med til er en vi et pa av vare din deg hos oss eller har ikke
fi ja on me olet sinulla ovat meilla tai se etta sinun seka myos kanssa olemme voit
ru и в на с по для не мы от как вы или что к из работа опыт наш вас за
el και το να του της την με για τα στο η οι σε των απο ειναι στην μας θα η
"""  # noqa: RUF001  Other scripts are meant.
_COMMON = {tag: frozenset(words) for tag, *words in map(str.split, _COMMON_WORDS.strip().splitlines())}
# Fewer common words than this say nothing: a title in English stands above many a text in German.
_LEAST_EVIDENCE = 5


def language_of(words: AbstractSet[str], stated: str = "") -> str:
    """One of STEMMERS' tags, for the distinct tokens of a text and the BCP 47 tag that its source states."""
    if evident := evident_language(words):
        return evident
    tag = stated.lower().replace("_", "-").partition("-")[0]
    tag = _SAME.get(tag, tag)
    return tag if tag in STEMMERS else "en"


def evident_language(words: AbstractSet[str]) -> str | None:
    """The language that the commonest words of a text are of; None where they are too few to tell."""
    evidence = {tag: len(common & words) for tag, common in _COMMON.items()}
    best = max(evidence, key=evidence.__getitem__)
    return best if evidence[best] >= _LEAST_EVIDENCE else None
