"""How newsrooms say that a live page ends, and that its story goes on elsewhere.

en de fr es it uk ru. Each pattern is of a few words in a row, so each is linear.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from streamer.text import normalise

# Who says more than that says something else, too.
_LONGEST: Final = 5_000
_FEW: Final = r"(?:[\w'-]+ ){0,3}?"


def _any(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b(?:{pattern})\b" for pattern in patterns))


_EN: Final = r"(?:live ?blog|blog|coverage|ticker|live updates)"
_EN_OURS: Final = (
    rf"(?:(?:this|our|today's|tonight's) (?:{_FEW}{_EN}|(?:live )?page)|the live ?(?:blog|page"
    r"|coverage))(?: (?:of|on)(?: [\w'-]+){1,6}?)?"
)
_EN_ENDING: Final = r"(?:clos|end|paus|finish|conclud|wrapp)ing(?: up| down| off)?"
_DE: Final = r"(?:live-?blog|live-?ticker|news-?blog|news-?ticker|blog|ticker)"
_FR: Final = r"(?:suivi en direct|direct|live)"
_ES: Final = r"(?:directo|minuto a minuto|en vivo|blog|cobertura)"
_IT: Final = r"(?:diretta|live ?blog|live)"
_UK: Final = r"(?:онлайн[\w-]*|трансляці\w+|блог\w*|лайв\w*|хронік\w+)"
_UK_OUR: Final = r"(?:ц(?:ей|я|ю|ього|ієї)|наш\w{0,3}|текстов\w+)"
_RU: Final = r"(?:онлайн[\w-]*|трансляци\w+|блог\w*|хроник\w+)"
_RU_OUR: Final = r"(?:эт(?:от|а|у|ого|ой)|наш\w{0,3}|текстов\w+)"

_ENDS: Final = _any(
    [
        (
            rf"{_EN_OURS} (?:is|are|has|have|will)(?: now| be| been| soon| shortly)* "
            r"(?:clos(?:e|ed|ing)|end(?:ed|ing)?|conclud(?:ed|ing)|finish(?:ed|ing)|over|paus(?:ed|ing)"
            r"|mov(?:ed|ing)|wrapping up|(?:come|coming) to (?:an end|a close)"
            r"|no longer (?:being )?updat(?:ed|ing))"
        ),
        rf"(?:we're|we are|we'll be|we will be|i'm|i am|i'll be) (?:now )?{_EN_ENDING} {_EN_OURS}",
        rf"(?:we're|we are) no longer updating {_EN_OURS}",
        rf"that(?:'s| is) (?:all|it|the end)(?: for| from| of) {_EN_OURS}",
        rf"concludes {_EN_OURS}",
        rf"brings {_EN_OURS} to (?:an end|a close)",
        # German
        (
            rf"(?:dieser|unser|der|dieses|das|diesen|unseren|den) {_FEW}{_DE} "
            rf"(?:(?:ist|wird|wurde|haben wir) {_FEW}(?:beendet|geschlossen|eingestellt)"
            r"|endet|schliesst)"
        ),
        (
            rf"(?:wir|hiermit|damit) {_FEW}(?:beenden|schliessen) {_FEW}"
            rf"(?:diesen|unseren|den|dieses|das) {_FEW}{_DE}"
        ),
        # French
        (
            rf"(?:ce|notre) {_FR} {_FEW}(?:est|a été|se|s') ?{_FEW}"
            r"(?:termin|clos|clôt|ferm|achev|achèv)\w*"
        ),
        rf"fin de (?:ce|notre) {_FR}",
        rf"nous (?:fermons|clôturons|terminons|mettons fin à) {_FEW}(?:ce|notre) {_FR}",
        # Spanish
        (
            rf"(?:este|esta|nuestro|nuestra) {_FEW}{_ES} {_FEW}"
            r"(?:ha (?:terminado|finalizado|concluido)|termina|finaliza|concluye|se cierra"
            r"|(?:queda|está) cerrad[oa])"
        ),
        (
            rf"(?:cerramos|terminamos|finalizamos|concluimos) {_FEW}"
            rf"(?:este|esta|nuestro|nuestra|el|la) {_FEW}{_ES}"
        ),
        # Italian
        (
            rf"(?:questa|questo|la nostra|il nostro) {_FEW}{_IT} {_FEW}"
            r"(?:è (?:terminat|chius|conclus|finit)[ao]|termina|finisce|si chiude|si conclude)"
        ),
        rf"(?:chiudiamo|terminiamo|concludiamo) {_FEW}(?:questa|questo|la|il) {_FEW}{_IT}",
        # Ukrainian
        rf"(?:завершуємо|закриваємо|закінчуємо|завершили|закрили) {_FEW}{_UK_OUR} {_FEW}{_UK}",
        (
            rf"{_UK_OUR} {_FEW}{_UK} {_FEW}(?:завершен\w+|закрит\w+|закінчен\w+|завершується"
            r"|завершився|завершилася|закривається)"
        ),
        # Russian
        rf"(?:завершаем|закрываем|заканчиваем|завершили|закрыли) {_FEW}{_RU_OUR} {_FEW}{_RU}",
        (
            rf"{_RU_OUR} {_FEW}{_RU} {_FEW}(?:заверш[её]н\w*|закрыт\w*|окончен\w*|завершается"
            r"|завершился|завершилась|закрывается|заканчивается)"
        ),
    ]
)
_GOES_ON: Final = _any(
    [
        r"coverage(?: of(?: [\w'-]+){1,8}?)? (?:now |will |is )?continu(?:es|e|ing)",
        r"(?:new|next|tomorrow's) (?:live ?blog|blog|live (?:page|coverage|ticker|feed))",
        rf"(?:follow|join|find|read) {_FEW}{_FEW}live ?(?:blog|page|coverage|updates) {_FEW}here",
        rf"geht es {_FEW}{_FEW}weiter",
        rf"neue[rnms]? (?:[\w-]+ )?{_DE}",
        rf"(?:berichterstattung|{_DE}) (?:wird|setzen wir) {_FEW}{_FEW}(?:fortgesetzt|fort)",
        rf"nouveau {_FR}",
        rf"(?:{_FR}|couverture) {_FEW}(?:continue|se poursuit)",
        rf"cobertura {_FEW}(?:continúa|continuará|sigue)",
        r"nuevo (?:directo|minuto a minuto|blog|en vivo)",
        rf"diretta {_FEW}(?:continua|prosegue)",
        r"nuova diretta|nuovo live ?blog",
        rf"(?:продовження|далі) {_FEW}(?:тут|за посиланням|{_UK})",
        rf"нов(?:ий|ому|ого|а|ій|ої|у) (?:[\w'-]+ )?{_UK}",
        rf"(?:стежте|читайте) {_FEW}{_FEW}(?:тут|за посиланням)",
        rf"(?:продолжение|далее) {_FEW}(?:здесь|по ссылке|{_RU})",
        rf"нов(?:ый|ом|ого|ая|ой|ую) (?:[\w-]+ )?{_RU}",
        rf"(?:следите|читайте) {_FEW}{_FEW}(?:здесь|по ссылке)",
    ]
)
_LOOKS_BACK: Final = _any(
    [
        r"yesterday(?:'s)?|previous|earlier|catch up|as it happened|look back|recap",
        r"gestern|gestrige[rnms]?|bisherige[rnms]?|nachlesen",
        r"hier soir|d'hier|précédente?|ayer|anterior|ieri|precedente",
        r"вчора|вчорашн\w+|попередн\w+|вчера|вчерашн\w+|предыдущ\w+",
    ]
)


def ends(text: str) -> bool:
    """Whether the words say that this very page ends."""
    return bool(_ENDS.search(_plain(text)))


def goes_on(text: str) -> bool:
    """Whether they say that the story is followed elsewhere; a mere hint may say so, too."""
    return bool(_GOES_ON.search(_plain(text)))


def looks_back(text: str) -> bool:
    """Whether they speak of what was, so that a link may lead there."""
    return bool(_LOOKS_BACK.search(_plain(text)))


@lru_cache(maxsize=8)
def _plain(text: str) -> str:
    return normalise(text[:_LONGEST]).casefold()
