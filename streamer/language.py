"""Telling the language of a text, for rules with ``lang:``."""

from collections.abc import Callable, Iterable
from functools import cache

from streamer.errors import ConfigError
from streamer.rules import Rule
from streamer.rules.matching import NO_LANGUAGES

# Below this share of likelihood nobody should say what language it is: a few words, or
# words of several languages.
_SURE = 0.5


def language_for(rules: Iterable[Rule]) -> Callable[[str], str] | None:
    """Return what tells languages if one of *rules* asks for one, else None.

    Raises:
        ConfigError: One does, and the extra that can is not installed.

    """
    return identifier() if any(rule.languages for rule in rules) else None


@cache
def identifier() -> Callable[[str], str]:
    """Return what tells the code of a text's language, ``""`` if nobody can say.

    The model takes a second or two to load.

    Raises:
        ConfigError: The extra is not installed.

    """
    try:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415  # heavy
    except ImportError:
        raise ConfigError(NO_LANGUAGES) from None
    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)

    def tell(text: str) -> str:
        code, likelihood = model.classify(text)
        return str(code) if likelihood >= _SURE else ""

    return tell
