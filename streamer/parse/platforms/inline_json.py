"""Values that a page's scripts assign to a name: ``var settings = {…};``."""

import json
import re
from collections.abc import Iterator, Mapping

from streamer.parse.loose_json import loads
from streamer.parse.platforms.json_values import Json

# A page assigns a name once or twice; each attempt reads at most to the end of the page.
_MOST = 5


def assigned(text: str, name: str) -> Iterator[Json]:
    """Yield the objects that scripts assign to *name*, in the order of the page.

    Args:
        text: The page.
        name: The name, as a plain word; ``window.`` or ``var`` may stand before it.

    """
    marks = re.finditer(rf"(?<![\w$]){re.escape(name)}\s{{0,20}}=\s{{0,20}}(?={{)", text)
    decoder = json.JSONDecoder(strict=False)
    for mark, _ in zip(marks, range(_MOST), strict=False):
        try:
            _, end = decoder.raw_decode(text, mark.end())
            value = loads(text[mark.end() : end])
        except (ValueError, RecursionError):
            continue
        if isinstance(value, Mapping):
            yield value
