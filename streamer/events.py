"""How each kind of event is written."""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from streamer.fold import SOURCE, instant, newest, next_revision
from streamer.identity import Look, says
from streamer.model import Before, Event, Kind, Known, KnownUpdate, Update
from streamer.repeats import Repeats, may_repeat
from streamer.retraction import LABEL, is_labelled, is_note
from streamer.text import FORMER, RULES, fingerprint
from streamer.words import compare, weigh

# Which update, ``<source>/<update id>``, one that is new or was edited repeats; ``""`` for none.
Elsewhere = Callable[[Update], str]


def nowhere(_update: Update) -> str:
    """Say that an update repeats nothing."""
    return ""


@dataclass(frozen=True, kw_only=True)
class Reporter:
    """Writes events of what one document shows, given what was known before it.

    Attributes:
        gone: What the document makes sure is removed.
        elsewhere: Finds what an update repeats beside what is known of its own source.
    """

    known: Known
    source: str
    fetched: datetime
    baseline: bool = False
    gone: frozenset[str] = frozenset()
    elsewhere: Elsewhere = nowhere

    def shown(self, subject: str, update: Update) -> Event | None:
        """Return what it means that *subject* is shown as *update*; None if nothing new.

        Of two that are new and say the same the one asked for first is the original.
        """
        before = self.known.get(subject)
        now = _dated(update, before.update if before else None, self.fetched)
        same = before is not None and says(before, Look(now))
        if is_labelled(now) or (not same and is_note(now, before.update if before else None)):
            return self.removed(subject, LABEL)
        if before is None:
            return self._new(subject, now)
        if same and not before.removed and not self.is_orphan(before):
            return None
        if before.duplicate_of:
            return self._repeated(subject, now, before, same=same)
        # What is new in the same document is compared with these words, not the former ones.
        self._told.drop(key := f"{self.source}/{subject}")
        self._untold[key] = now
        event = self._event("update.restored" if before.removed else "update.edited", subject, now)
        return event if same else _with_words(event, before, now)

    def removed(self, subject: str, reason: str) -> Event | None:
        """Return the removal of *subject*; None if it is not known, or removed already."""
        before = self.known.get(subject)
        if before is None or before.removed:
            return None
        # Of an update that shrank to a tombstone only the id is left to show.
        last = before.update or Update(id=subject)
        event = self._event("update.removed", subject, last)
        return replace(event, reason=reason, duplicate_of=before.duplicate_of)

    def _new(self, subject: str, now: Update) -> Event:
        event = replace(self._event("update.new", subject, now), late=self._is_late(now))
        return replace(event, duplicate_of=self._original(subject, now))

    def _repeated(
        self, subject: str, now: Update, before: KnownUpdate, *, same: bool
    ) -> Event | None:
        """Return what became of an update that was a duplicate: it is new if it differs now."""
        if same and not self.is_orphan(before):
            return replace(
                self._event("update.restored", subject, now), duplicate_of=before.duplicate_of
            )
        event = self._new(subject, now)
        if not event.duplicate_of:
            return event
        if same and not before.removed:
            return None
        kind: Kind = "update.restored" if before.removed else "update.edited"
        still = replace(event, kind=kind, late=False)
        return still if same else _with_words(still, before, now)

    def is_orphan(self, before: KnownUpdate) -> bool:
        """Whether what *before* repeats was removed, so that it is the only one to say so."""
        source, _, original = before.duplicate_of.partition("/")
        if not original or source != self.source:
            return False
        return original in self.gone or (original in self.known and self.known[original].removed)

    def _original(self, subject: str, now: Update) -> str:
        """Return what *now* repeats; remember it if it is the first to say so."""
        key = f"{self.source}/{subject}"
        self._untold.pop(key, None)
        self._told.drop(key)
        # Only what may be like it: of a blog of days that is little.
        for near in [near for near, one in self._untold.items() if may_repeat(one, now)]:
            self._told.add(near, self._untold.pop(near))
        found = self._told.find(now) or self.elsewhere(now)
        if not found:
            self._told.add(key, now)
        return found

    @cached_property
    def _told(self) -> Repeats:
        return Repeats()

    @cached_property
    def _untold(self) -> dict[str, Update]:
        return news_of(self.known, self.source, but=self.gone)

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


def news_of(known: Known, source: str, *, but: Container[str] = ()) -> dict[str, Update]:
    """Return what a source told as news and still shows, by ``<source>/<update id>``."""
    return {
        f"{source}/{subject}": one.update
        for subject, one in known.items()
        if one.update and not (one.removed or one.duplicate_of or subject in but)
    }


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


def _with_words(event: Event, known: KnownUpdate, now: Update) -> Event:
    was = known.update
    if was is None:
        # The former words shrank to a fingerprint: nobody can say that little changed.
        return replace(event, weight="major")
    before = Before(headline=was.headline, text=was.text)
    words = {
        "headline": compare(was.headline, now.headline),
        "text": compare(was.text, now.text),
    }
    return replace(
        event,
        before=before,
        words=words,
        weight=weigh(before, now, words),
        reverts=_reverts(known, now),
    )


def _reverts(known: KnownUpdate, now: Update) -> int:
    """Return the revision that said the same as *now*, 0 if none did."""
    said = {fingerprint(now.headline, now.text, rules) for rules in (RULES, FORMER)}
    return next((revision for revision, was in known.past if was in said), 0)
