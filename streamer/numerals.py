"""Numbers as texts write them: in digits, and as words of the languages that we read."""

import re
from typing import Final

from streamer.text import normalise

# Words that more often mean something else are left out: one, once, due, sei.
_WORDS: Final = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    "sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    "dozens?|hundreds?|thousands?|millions?|billions?|"
    # German
    "zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|zwanzig|dreißig|dreissig|vierzig|"
    "fünfzig|sechzig|siebzig|achtzig|neunzig|dutzende?|hunderte?|tausende?|millionen?|"
    # French, Spanish, Italian, Portuguese
    "deux|trois|quatre|cinq|sept|huit|neuf|dix|onze|douze|vingt|trente|quarante|cinquante|"
    "dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|doce|veinte|treinta|cuarenta|cincuenta|"
    "tre|quattro|cinque|sette|otto|nove|dieci|undici|dodici|venti|trenta|"
    "dois|duas|três|quatro|oito|dez|vinte|trinta|"
    # Ukrainian, Russian, Polish
    "два|дві|двоє|три|троє|чотири|п'ять|шість|сім|вісім|дев'ять|десять|двадцять|тридцять|"
    "две|двое|трое|четыре|пять|шесть|семь|восемь|девять|двадцать|тридцать|"
    "dwa|dwie|dwóch|trzy|trzech|cztery|pięć|sześć|siedem|osiem|dziewięć|dziesięć"
)
NUMBER: Final = re.compile(rf"\d+(?:[.,:]\d+)*|\b(?:{_WORDS})\b", re.IGNORECASE)


def numbers(text: str) -> frozenset[str]:
    """Return the numbers that *text* names, as they are written there."""
    return frozenset(number.casefold() for number in NUMBER.findall(normalise(text)))
