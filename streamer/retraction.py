"""The notes that stand in place of an update which its newsroom took back."""

import re
from typing import Final

from streamer.model import Update
from streamer.text import bare_headline, normalise

LABEL: Final = "retracted"

# A note is a line. What is longer says something itself.
_LONGEST: Final = 200

_ENTRY = r"(?:blog )?(?:post|update|entry|item|message|comment|article|content)"
_GONE = r"(?:removed|deleted|withdrawn|retracted|taken down|unpublished)"
_NOTES: Final = (
    rf"(?:this|an earlier) {_ENTRY} (?:has been|have been|was|is) (?:now |since )?{_GONE}",
    (
        r"dieser (?:\w*beitrag|\w*eintrag|post|text|kommentar) (?:wurde|ist)(?: \w+)? "
        r"(?:gelöscht|entfernt|zurückgezogen)(?: worden)?"
    ),
    (
        r"diese (?:\w*meldung|nachricht) (?:wurde|ist)(?: \w+)? (?:gelöscht|entfernt|zurückgezogen)"
        r"(?: worden)?"
    ),
    r"(?:beitrag|eintrag|meldung) (?:gelöscht|entfernt|zurückgezogen)",
    (
        r"(?:ce (?:message|post|contenu|billet|commentaire)|cette (?:publication|entrée)) a été "
        r"(?:supprimé|retiré)e?"
    ),
    (
        r"est[ae] (?:publicación|entrada|mensaje|post|contenido|actualización) (?:ha sido|fue) "
        r"(?:eliminad|borrad|retirad)[oa]"
    ),
    (
        r"quest[oa] (?:post|messaggio|contenuto|aggiornamento) è stat[oa] "
        r"(?:rimoss|cancellat|eliminat|ritirat)[oa]"
    ),
    r"est[ae] (?:publicação|postagem|mensagem|post|conteúdo) foi (?:removid|apagad|excluíd)[oa]",
    r"(?:dit|deze) (?:bericht|post|update) (?:is|werd) verwijderd",
    r"(?:ten|ta) (?:wpis|post|wiadomość) (?:został|została) (?:usunięty|usunięta)",
    (
        r"(?:цей|це|цю) (?:допис|пост|запис|повідомлення|публікацію) (?:було )?"
        r"(?:видалено|вилучено|відкликано)"
    ),
    r"(?:этот|это|эта) (?:пост|запись|сообщение|публикация) (?:был[оа]? )?удал[её]н[оа]?",
    r"bu (?:gönderi|mesaj|haber|paylaşım) (?:silindi|kaldırıldı|silinmiştir|kaldırılmıştır)",
    r"تم حذف هذا (?:المنشور|الخبر|التحديث)",
)
# The reason, where one is given: the rest of the sentence, or another short one.
_WHY: Final = (
    r"(?:[ ,:;.-]+(?:by|as|because|due|for|from|after|at|pending|we|da|weil|wegen|auf|von|car)"
    r"\b.*)?"
)
_NOTE: Final = re.compile(
    # Without "this" it may be news: somebody is removed from office.
    rf"(?:{_ENTRY} )?{_GONE}(?: by (?:the )?(?:author|editor|moderator)s?)?"
    rf"|(?:{'|'.join(_NOTES)}){_WHY}"
)
_MARKS: Final = " .!*_-()[]<>\"'"


def is_retracted(update: Update) -> bool:
    """Whether all that is shown of *update* is that it was taken back."""
    return is_labelled(update) or is_note(update)


def is_labelled(update: Update) -> bool:
    """Whether the source itself says that *update* was taken back."""
    return LABEL in (label.casefold() for label in update.labels)


def is_note(update: Update, was: Update | None = None) -> bool:
    """Whether *update* is no more than a note that it was taken back.

    Args:
        update: As its source shows it now.
        was: As it was known; a note under another headline is a new text.

    """
    if len(update.text) > _LONGEST:
        return False
    headline = _bare(bare_headline(update.headline))
    if not _says_gone(_bare(update.text) or headline):
        return False
    same = was is None or not headline or headline == _bare(bare_headline(was.headline))
    return same or _says_gone(headline)


def _says_gone(said: str) -> bool:
    return len(said) <= _LONGEST and _NOTE.fullmatch(said) is not None


def _bare(text: str) -> str:
    return normalise(text).casefold().strip(_MARKS)
