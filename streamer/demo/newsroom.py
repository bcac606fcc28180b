"""The newsroom of the demo as values: desks with items, and what an editor does to them.

Nothing here knows how a page looks or when it is read; every method returns a new newsroom.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

# How a desk shows its items: clocks only, JSON-LD with ids, or an Atom feed.
Shape = Literal["clocks", "json-ld", "atom"]

# What a desk shows and remembers: older items scroll off first, and are forgotten later.
SHOWN = 12
_KEPT = 4 * SHOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One update as its newsroom has it. ``revised`` is the instant of the last correction."""

    id: str
    published: datetime
    headline: str
    paragraphs: tuple[str, ...]
    pinned: bool = False
    deleted: bool = False
    revised: datetime | None = None

    @property
    def text(self) -> str:
        """The paragraphs as one line, as a reader of the page gets them."""
        return " ".join(self.paragraphs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One page of the newsroom: its items in the page's order, deleted ones in their place."""

    name: str
    title: str
    shape: Shape
    intro: str = ""
    items: tuple[Item, ...] = ()

    @property
    def shown(self) -> tuple[Item, ...]:
        """What the page shows: pinned items on top, the newest dozen of all."""
        living = [item for item in self.items if not item.deleted]
        return tuple(sorted(living, key=lambda item: not item.pinned)[:SHOWN])

    def item(self, name: str) -> Item:
        """Return the item called *name*; raises KeyError."""
        for item in self.items:
            if item.id == name:
                return item
        raise KeyError(f"the desk {self.name} has no item {name}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsroom:
    """All desks, and the number of the template that their pages are printed with."""

    desks: Mapping[str, Desk]
    design: int = 0

    def publish(self, desk: str, item: Item) -> "Newsroom":
        """Put *item* above everything that is not newer."""
        items = self.desks[desk].items
        if any(other.id == item.id for other in items):
            raise ValueError(f"the desk {desk} already has an item {item.id}")
        place = next((n for n, o in enumerate(items) if o.published <= item.published), len(items))
        return self._with(desk, (*items[:place], item, *items[place:])[:_KEPT])

    def correct(
        self,
        desk: str,
        name: str,
        *,
        swaps: Mapping[str, str],
        added: tuple[str, ...] = (),
        now: datetime | None = None,
    ) -> "Newsroom":
        """Swap words of an item and add paragraphs; without *now* nobody is told.

        Raises:
            ValueError: Some word to be swapped is not there.

        """
        old = self.desks[desk].item(name)
        for word in swaps:
            if word not in f"{old.headline} {old.text}":
                raise ValueError(f"{desk}/{name} does not say {word!r}")
        return self._change(
            desk,
            name,
            lambda item: replace(
                item,
                headline=_swapped(item.headline, swaps),
                paragraphs=(*(_swapped(p, swaps) for p in item.paragraphs), *added),
                revised=now or item.revised,
            ),
        )

    def mark(
        self, desk: str, name: str, *, pinned: bool | None = None, deleted: bool | None = None
    ) -> "Newsroom":
        """Pin or delete an item, or take that back; None leaves it as it is."""
        return self._change(
            desk,
            name,
            lambda item: replace(
                item,
                pinned=item.pinned if pinned is None else pinned,
                deleted=item.deleted if deleted is None else deleted,
            ),
        )

    def move(self, desk: str, name: str, place: int) -> "Newsroom":
        """Put an item to another *place* of its page, counted from the top."""
        item = self.desks[desk].item(name)
        others = [other for other in self.desks[desk].items if other.id != name]
        return self._with(desk, (*others[:place], item, *others[place:]))

    def redesign(self) -> "Newsroom":
        """Print all pages with another template from now on."""
        return replace(self, design=self.design + 1)

    def _change(self, desk: str, name: str, change: Callable[[Item], Item]) -> "Newsroom":
        self.desks[desk].item(name)  # raises for an unknown one
        items = self.desks[desk].items
        return self._with(desk, tuple(change(i) if i.id == name else i for i in items))

    def _with(self, desk: str, items: tuple[Item, ...]) -> "Newsroom":
        return replace(
            self, desks={**self.desks, desk: replace(self.desks[desk], items=tuple(items))}
        )


def _swapped(text: str, swaps: Mapping[str, str]) -> str:
    for old, new in swaps.items():
        text = text.replace(old, new)
    return text
