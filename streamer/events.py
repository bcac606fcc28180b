"""How each kind of event is written."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from streamer.fold import SOURCE, instant, newest, next_revision
from streamer.identity import Look, says
from streamer.model import Before, Event, Kind, Known, Update
from streamer.words import compare, weigh


@dataclass(frozen=True, kw_only=True)
class Reporter:
    """Writes events of what one document shows, given what was known before it."""

    known: Known
    source: str
    fetched: datetime
    baseline: bool = False

    def shown(self, subject: str, update: Update) -> Event | None:
        """Return what it means that *subject* is shown as *update*; None if nothing new."""
        before = self.known.get(subject)
        now = _dated(update, before.update if before else None, self.fetched)
        if before is None:
            return replace(self._event("update.new", subject, now), late=self._is_late(now))
        same = says(before, Look(now))
        if before.removed:
            event = self._event("update.restored", subject, now)
            return event if same else _with_words(event, before.update, now)
        if same:
            return None
        return _with_words(self._event("update.edited", subject, now), before.update, now)

    def removed(self, subject: str, reason: str) -> Event | None:
        """Return the removal of *subject*; None if it is not known, or removed already."""
        before = self.known.get(subject)
        if before is None or before.removed:
            return None
        # Of an update that shrank to a tombstone only the id is left to show.
        last = before.update or Update(id=subject)
        return replace(self._event("update.removed", subject, last), reason=reason)

    @cached_property
    def _latest(self) -> datetime | None:
        return newest((one.update for one in self.known.values()), until=self.fetched)

    def _is_late(self, update: Update) -> bool:
        """Whether newer updates were told before. What a baseline holds is never late."""
        at, latest = instant(update), self._latest
        return not self.baseline and at is not None and latest is not None and at < latest

    def _event(self, kind: Kind, subject: str, update: Update) -> Event:
        return Event(
            kind=kind,
            source=self.source,
            subject=subject,
            revision=next_revision(self.known, subject),
            fetched=self.fetched,
            update=update,
            baseline=self.baseline,
        )


def source_event(
    known: Known,
    kind: Kind,
    *,
    source: str,
    fetched: datetime,
    detail: Mapping[str, str] | None = None,
) -> Event:
    """Return the next event of the source itself."""
    return Event(
        kind=kind,
        source=source,
        subject=SOURCE,
        revision=next_revision(known, SOURCE),
        fetched=fetched,
        detail=detail or {},
    )


def _dated(update: Update, was: Update | None, fetched: datetime) -> Update:
    """Return *update* with the time that counts.

    A stated time is the source's word and counts as it is now; any other was found at
    first sight and stays, because a later look can only know it worse.
    """
    if update.published is not None and update.published_basis == "stated":
        return update
    if was is not None and was.published is not None:
        return replace(update, published=was.published, published_basis=was.published_basis)
    if update.published is None:
        return replace(update, published=fetched, published_basis="first-seen")
    return update


def _with_words(event: Event, was: Update | None, now: Update) -> Event:
    if was is None:
        # The former words shrank to a fingerprint: nobody can say that little changed.
        return replace(event, weight="major")
    before = Before(headline=was.headline, text=was.text)
    words = {
        "headline": compare(was.headline, now.headline),
        "text": compare(was.text, now.text),
    }
    return replace(event, before=before, words=words, weight=weigh(before, now, words))
