"""Events and commits in a few words, and what must hold of a log after anything."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from streamer.fold import fold, next_revision
from streamer.model import Before, Event, Facts, Rewound, Update, Validators
from streamer.ports import Commit

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def facts(n=1, **more):
    more = {"polled": NOON, "due": NOON + timedelta(minutes=n), "begun": True, **more}
    return Facts(validators=Validators(etag=f'W/"{n}"'), body=f"{n:024}", **more)


def update(name, words="Bridge closed", **more):
    return Update(
        id=name, headline=f"{words} {name}", text=f"{words}: {name}.", published=NOON, **more
    )


class Writer:
    """Makes the commits of one source, and knows the state that they lead to."""

    def __init__(self, source="blog", fence=1):
        self.source = source
        self.fence = fence
        self.known = {}

    def event(self, kind, name, words="Bridge closed", **more):
        shown = None if kind.startswith("source") else update(name, words)
        if kind == "update.edited":
            more = {"before": Before(headline="was", text="was so"), **more}
        return Event(
            kind=kind,
            source=self.source,
            subject=name,
            revision=next_revision(self.known, name),
            fetched=NOON,
            update=shown,
            **more,
        )

    def commit(self, *events, minutes=0, facts=None, retired=()):
        """Return the commit of events given as (kind, name, words), and remember its state."""
        made = []
        for row in events:
            event = row if isinstance(row, Event) else self.event(*row)
            made.append(event)
            self.known = fold(self.known, [event])
        self.known |= {name: replace(self.known[name], update=None) for name in retired}
        known = dict(self.known)
        return Commit(
            source=self.source,
            events=made,
            known=known,
            time=NOON + timedelta(minutes=minutes),
            fence=self.fence,
            facts=facts,
            retired=retired,
        )

    def news(self, *names, **more):
        return self.commit(*[("update.new", name) for name in names], **more)


async def collect(stream, after=None):
    return [item async for item in stream.read(after)]


async def verify(stream, *sources, start=0):
    """Check that numbers have no hole, no change is told twice, and state is the fold."""
    entries = [item for item in await collect(stream) if not isinstance(item, Rewound)]
    assert [entry.cursor.n for entry in entries] == list(range(start + 1, start + 1 + len(entries)))
    beside = [item for item in await collect(stream.duplicates) if not isinstance(item, Rewound)]
    assert [entry.cursor.n for entry in beside] == list(range(1, 1 + len(beside)))
    assert [bool(entry.event.duplicate_of) for entry in entries + beside] == [
        *[False] * len(entries),
        *[True] * len(beside),
    ]
    both = sorted(entries + beside, key=lambda entry: entry.event.revision)
    told = [(e.event.source, e.event.subject, e.event.revision) for e in both]
    assert len(set(told)) == len(told)
    for source in sources or {entry.event.source for entry in both}:
        folded = fold({}, [e.event for e in both if e.event.source == source])
        loaded = await stream.load(source)
        tokens = {
            name: (one.revision, one.fingerprint, one.removed) for name, one in loaded.items()
        }
        assert tokens == {n: (o.revision, o.fingerprint, o.removed) for n, o in folded.items()}
    return entries
