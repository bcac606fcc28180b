"""Content codings undone piece by piece, within a limit.

A kilobyte can unfold to a megabyte, and codings can be nested, so nothing here makes
more than ``_STEP`` bytes at once, and each layer counts what it made.
"""

import zlib
from collections.abc import Iterator, Sequence

from streamer.model import Outcome

ACCEPTED = "gzip, deflate"

_STEP = 256 * 1024
_MOST_LAYERS = 3
_MOST_MEMBERS = 1000
_GZIP_MAGIC = b"\x1f\x8b"


class UnpackError(ValueError):
    """The body is larger than the limit, or it is not coded as announced."""

    def __init__(self, message: str, *, outcome: Outcome) -> None:
        super().__init__(message)
        self.outcome: Outcome = outcome


class Unpacker:
    """Undoes the codings of one body.

    Args:
        codings: The Content-Encoding header.
        limit: The most bytes that the body, or any layer of its codings, may have.

    Raises:
        UnpackError: A coding that was not offered.

    """

    def __init__(self, codings: str, limit: int) -> None:
        names = [name.strip().lower() for name in codings.split(",")]
        names = [name for name in names if name not in ("", "identity")]
        if unknown := [name for name in names if name not in ("gzip", "x-gzip", "deflate")]:
            raise _broken(f"its body is coded as {unknown[0]!r:.20}, which was not offered")
        if len(names) > _MOST_LAYERS:
            raise _broken(f"its body is coded {len(names)} times over")
        self._layers = [_Layer(name, limit) for name in reversed(names)]
        self._room = limit

    def feed(self, coded: bytes) -> Iterator[bytes]:
        """Yield what can be unpacked so far.

        Raises:
            UnpackError: Too large, or not coded as announced.

        """
        self._room -= len(coded)
        if self._room < 0:
            raise _too_large()
        yield from _through(self._layers, coded)

    def close(self) -> None:
        """Check that nothing is missing at the end.

        Raises:
            UnpackError: The body was cut.

        """
        if not all(layer.whole for layer in self._layers):
            raise _broken("its body ends in the middle")


class _Layer:
    """One coding. Gzip may come in several members, each with its own head."""

    def __init__(self, name: str, limit: int) -> None:
        self._gzip = name != "deflate"
        self._room = limit
        self._stream: zlib._Decompress | None = None
        self._head = b""
        self._ended = False
        self._members = 0

    @property
    def whole(self) -> bool:
        return self._stream is None and (self._ended or not self._head)

    def feed(self, coded: bytes) -> Iterator[bytes]:
        while coded or self._stream:
            if self._stream is None:
                coded = self._open(coded)
                if self._stream is None:
                    return
            piece, again = self._inflate(self._stream, coded)
            if piece:
                yield piece
            if self._stream.eof:
                coded, self._stream, self._ended = self._stream.unused_data, None, True
            elif not again:
                return
            else:
                coded = self._stream.unconsumed_tail

    def _open(self, coded: bytes) -> bytes:
        """Start a stream if enough of its head is there; return what to feed it."""
        head = self._head + coded
        if self._ended:
            # After the last member comes padding, or rubbish that browsers ignore too.
            head = head.lstrip(b"\0") if self._gzip else b""
            if not _GZIP_MAGIC.startswith(head[:2]):
                head = b""
        if len(head) < len(_GZIP_MAGIC):
            self._head = head
            return b""
        self._head = b""
        self._members += 1
        if self._members > _MOST_MEMBERS:
            raise _broken("its body is packed in too many pieces")
        self._stream = zlib.decompressobj(self._window(head))
        return head

    def _window(self, head: bytes) -> int:
        if self._gzip:
            return 16 + zlib.MAX_WBITS
        # "deflate" means zlib's format, but some servers send the stream without its head.
        zlib_head = head[0] & 0x0F == 8 and int.from_bytes(head[:2]) % 31 == 0  # noqa: PLR2004
        return zlib.MAX_WBITS if zlib_head else -zlib.MAX_WBITS

    def _inflate(self, stream: "zlib._Decompress", coded: bytes) -> tuple[bytes, bool]:
        """Return the next piece, and whether more may come without more input."""
        try:
            piece = stream.decompress(coded, _STEP)
        except zlib.error as error:
            raise _broken("its body is not coded as announced") from error
        self._room -= len(piece)
        if self._room < 0:
            raise _too_large()
        return piece, bool(stream.unconsumed_tail) or len(piece) == _STEP


def _through(layers: Sequence[_Layer], coded: bytes) -> Iterator[bytes]:
    if not layers:
        yield coded
        return
    for piece in layers[0].feed(coded):
        yield from _through(layers[1:], piece)


def _too_large() -> UnpackError:
    return UnpackError("its body is too large", outcome="too-large")


def _broken(message: str) -> UnpackError:
    return UnpackError(message, outcome="malformed-partial")
