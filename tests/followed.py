"""A source followed from poll to poll, without a poller: documents in, events out."""

from datetime import timedelta

from documents import FETCHED

from streamer.diff import diff, fold
from streamer.doubt import doubt
from streamer.model import Document, Facts
from streamer.parse import parse


class Followed:
    """What is known of a source, and the snapshot that its last documents gave.

    ``serve`` is called with the address that is asked for and the number of the poll; it
    returns the body, or a status for a refusal.
    """

    def __init__(self, url, serve, *, every=timedelta(seconds=20), kind="auto"):
        self.url, self.serve, self.every, self.kind = url, serve, every, kind
        self.known, self.absent, self.memo = {}, {}, {}
        self.now = FETCHED
        self.polls = 0
        self.asked = []
        self.snapshot = None

    def poll(self):
        """Return the kind and the subject of each event."""
        start = self.snapshot.start if self.snapshot else None
        documents = [self._fetch(start.url if start else self.url, "")]
        while True:
            snapshot = parse(*documents, memo=self.memo, kind=self.kind)
            there = {one.role for one in documents}
            missing = [one for one in snapshot.wants if one.role not in there]
            if not missing:
                break
            documents += [self._fetch(one.url, one.role) for one in missing]
        reason = doubt(self.known, snapshot, Facts(begun=self.polls > 0, absent=self.absent))
        assert not reason, reason
        changes = diff(self.known, snapshot, self.absent, source="s", baseline=self.polls == 0)
        self.known = fold(self.known, changes.events)
        self.absent, self.memo, self.snapshot = changes.absent, snapshot.memo, snapshot
        self.polls += 1
        self.now += self.every
        return [(event.kind.rpartition(".")[2], event.subject) for event in changes.events]

    def _fetch(self, url, role):
        self.asked.append(url)
        given = self.serve(url, self.polls)
        status, body = (given, "") if isinstance(given, int) else (200, given)
        return Document(url=url, body=body.encode(), fetched=self.now, role=role, status=status)
