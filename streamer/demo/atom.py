"""The newsroom's feed: Atom 1.0, RFC 4287."""

from datetime import datetime
from html import escape
from xml.etree import ElementTree as ET

from streamer.demo.newsroom import Desk, Item
from streamer.demo.pages import NOTE, Printing

_ATOM = "http://www.w3.org/2005/Atom"


def atom_feed(desk: Desk, printing: Printing) -> str:
    """Return *desk* as a feed whose entries have ids, links and both their times."""
    address = f"{printing.base}/{desk.name}"
    feed = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": "en"})
    _add(feed, "id", f"tag:newsroom.example,2024:{desk.name}")
    _add(feed, "title", desk.title)
    _add(feed, "subtitle", f"{desk.intro} {NOTE}")
    _add(feed, "updated", _when(printing.changed))
    ET.SubElement(feed, "link", {"rel": "self", "href": address})
    ET.SubElement(feed, "link", {"href": f"{printing.base}/"})
    _add(ET.SubElement(feed, "author"), "name", "The newsroom")
    if printing.design % 2:
        _add(feed, "rights", "Take it, it is made up.")
    for item in desk.shown:
        feed.append(_entry(item, address))
    ET.indent(feed)
    return ET.tostring(feed, encoding="unicode", xml_declaration=False)


def _entry(item: Item, address: str) -> ET.Element:
    entry = ET.Element("entry")
    _add(entry, "id", f"tag:newsroom.example,2024:{item.id}")
    _add(entry, "title", item.headline)
    ET.SubElement(entry, "link", {"rel": "alternate", "href": f"{address}#{item.id}"})
    _add(entry, "published", _when(item.published))
    _add(entry, "updated", _when(item.revised or item.published))
    body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in item.paragraphs)
    _add(entry, "content", body).set("type", "html")
    return entry


def _add(parent: ET.Element, name: str, text: str) -> ET.Element:
    child = ET.SubElement(parent, name)
    child.text = text
    return child


def _when(instant: datetime) -> str:
    return instant.isoformat(timespec="seconds")
