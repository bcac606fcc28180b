"""What may reach a terminal or a log: no command in disguise, and no secret.

A feed chooses its text. An escape sequence in it would move the cursor or fill the
clipboard, a bidirectional override would show other words than are there, and a line
break would forge a second log line.
"""

import re
from typing import Final

# Controls (C0, DEL, C1), line and paragraph separators, lone surrogates, and the format
# characters that are invisible or reorder what stands around them.
_NEVER: Final = (
    "\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f"
)
# Persian, Hindi and emoji are written with joiners; between other characters they only hide.
_JOINED: Final = f"[^\x00-\x7f\u200c\u200d{_NEVER}]"
_UNSAFE: Final = re.compile(f"[{_NEVER}]|(?<!{_JOINED})[\u200c\u200d]|[\u200c\u200d](?!{_JOINED})")
_USERINFO: Final = re.compile(r"(?P<scheme>\b[a-z][a-z0-9+.-]*://)[^/?#\s\"']*@", re.IGNORECASE)


def harmless(text: str) -> str:
    r"""Return *text* with every control and invisible character as ``\x1b``, ``\u202e``."""
    return _UNSAFE.sub(_escape, text)


def one_line(text: str) -> str:
    """Return *text* harmless, on one line, with single spaces."""
    return harmless(" ".join(text.split()))


def redact(text: str) -> str:
    """Return *text* without the user and password of the addresses in it."""
    return _USERINFO.sub(r"\g<scheme>***@", text)


def _escape(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape", "surrogatepass").decode("ascii")
