"""Numbers as texts write them: in digits, and as words of the languages that we read."""

import re
from typing import Final

from streamer.text import normalise

# English, German, French, Spanish, Italian, Portuguese, Ukrainian, Russian, Polish. Words that
# more often mean something else are left out: one, once, due, sei.
_LIST: Final = """
    two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety
    dozen dozens hundred hundreds thousand thousands million millions billion billions
    zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig dreissig vierzig
    fünfzig sechzig siebzig achtzig neunzig dutzend dutzende hundert hunderte tausend tausende
    millionen
    deux trois quatre cinq sept huit neuf dix onze douze vingt trente quarante cinquante
    dos tres cuatro cinco seis siete ocho nueve diez doce veinte treinta cuarenta cincuenta
    tre quattro cinque sette otto nove dieci undici dodici venti trenta
    dois duas três quatro oito dez vinte trinta
    два дві двоє три троє чотири п'ять шість сім вісім дев'ять десять двадцять тридцять
    две двое трое четыре пять шесть семь восемь девять двадцать тридцать
    dwa dwie dwóch trzy trzech cztery pięć sześć siedem osiem dziewięć dziesięć
"""
_WORDS: Final = frozenset(_LIST.split())
_TOKEN: Final = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d]+(?:'[^\W\d]+)?")


def numbers(text: str) -> frozenset[str]:
    """Return the numbers that *text* names, as they are written there."""
    tokens = (token.casefold() for token in _TOKEN.findall(normalise(text)))
    return frozenset(token for token in tokens if token[0].isdigit() or token in _WORDS)
