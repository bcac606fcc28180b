"""The outermost element of a document, and whether the document reaches its end.

Plain searches, no regular expression over the whole: each is linear in the worst case.
"""

import re

_SKIPPED = {"<?": "?>", "<!--": "-->", "<!": ">"}
_ELEMENT = re.compile(r"<([A-Za-z_][\w.:-]*)")
_JUNK = re.compile(r"<((?:rss|feed|(?:\w+:)?RDF|(?:\w+:)?feed)\b)(?=[\s>])[^>]*", re.IGNORECASE)
# Most pages say that they end where they do: then nothing else has to be looked at.
_TAIL = 1_000
# How much a broken server may say before the feed begins.
_MOST_JUNK = 4_000
_CLOSED = ("div", "article", "section", "main", "script", "style", "table", "ul", "ol", "svg")


def root(text: str) -> str:
    """Return the name of the first element, as written; ``""`` if there is none."""
    at = 0
    while (at := text.find("<", at)) >= 0:
        opening = next((mark for mark in _SKIPPED if text.startswith(mark, at)), None)
        if opening is None:
            named = _ELEMENT.match(text, at)
            return named[1] if named else ""
        closing = _SKIPPED[opening]
        if opening == "<!" and "[" in text[at : text.find(">", at) + 1]:
            closing = "]>"
        at = text.find(closing, at)
        if at < 0:
            return ""
    return ""


def junk_before_feed(text: str) -> int:
    """Return where a feed begins after a server's own words, 0 if it does not."""
    head = text[:_MOST_JUNK]
    if "<html" in head.lower():
        return 0
    found = _JUNK.search(head)
    return found.start() if found else 0


def is_cut_xml(text: str, name: str) -> bool:
    """Whether the closing tag of the outermost element is missing."""
    last = text.rfind(f"</{name}")
    return last < 0 or text.find(">", last) < 0


def is_cut_page(text: str) -> bool:
    """Whether an HTML page ends before its end.

    Pages may leave out ``</body>`` and ``</html>``; but then nothing else is open.
    """
    if "</html" in text[-_TAIL:].lower():
        return False
    low = text.lower()
    if "</html" in low or "</body" in low:
        return False
    if "<html" not in low and "<body" not in low:
        return False
    if low.rfind("<") > low.rfind(">"):
        return True
    return any(_opened(low, tag) > low.count(f"</{tag}") for tag in _CLOSED)


def _opened(low: str, tag: str) -> int:
    return len(re.findall(rf"<{tag}[\s>]", low))
