"""``python -m benchmarks.accuracy``: print the tables."""

import argparse

from benchmarks.accuracy.causes import CAUSES
from benchmarks.accuracy.forms import FORMS
from benchmarks.accuracy.pages import NOTES, folder, look_alikes, real
from benchmarks.accuracy.reading import Read, read
from benchmarks.accuracy.score import Score, score
from benchmarks.accuracy.story import Post, invented
from benchmarks.accuracy.story import real as real_story

_STORY = "pages/mirror_uk_riots_live_2024-08-05.html"


def main() -> None:
    """Measure the real pages if they are here, else the look-alikes."""
    words = argparse.ArgumentParser(prog="benchmarks.accuracy", description=__doc__)
    words.add_argument("--cause", default="", help="only causes with this in their name")
    words.add_argument("--form", default="", help="only forms with this in their name")
    words.add_argument("--invented", action="store_true", help="the look-alikes in any case")
    asked = words.parse_args()
    pages = None if asked.invented else folder()
    if pages is None:
        print("The real pages are not here (set STREAMER_SHARED): these are look-alikes.\n")
    if not asked.cause and not asked.form:
        _print_readings([read(one) for one in (real(pages) if pages else look_alikes())])
    posts = real_story(pages / _STORY) if pages else invented()
    _print_scores(posts, asked.cause, asked.form)


def _print_readings(rows: list[Read]) -> None:
    print("| page | read as | found / expected | ids | times | headlines | texts | |")
    print("|---|---|---|---|---|---|---|---|")
    for row in rows:
        expected = "?" if row.expected is None else str(row.expected)
        right = ("",) * 4 if row.expected is None or not row.format else row.right
        note = row.note if row.all_right else row.note or NOTES.get(row.name, "")
        cells = (row.name, row.format or "–", f"{row.found} / {expected}", *right, note)
        print(f"| {' | '.join(map(str, cells))} |")
    print()


def _print_scores(posts: list[Post], cause: str, form: str) -> None:
    forms = {name: write for name, write in FORMS.items() if form in name}
    print(f"{len(posts)} posts; in each cell recall, false events a 1,000 posts, right dates\n")
    print(f"| what happens | polls | events | {' | '.join(forms)} |")
    print(f"|---|---|---|{'---|' * len(forms)}")
    for name, make in CAUSES.items():
        if cause not in name:
            continue
        moments = make(posts)
        scores = [score(moments, write) for write in forms.values()]
        events = scores[0].wanted.total()
        cells = " | ".join(map(_cell, scores))
        print(f"| {name} | {len(moments)} | {events} | {cells} |", flush=True)


def _cell(one: Score) -> str:
    false = 1000 * one.false.total() / one.posts
    right, dated = one.dated
    dates = f", {right}/{dated}" if right < dated else ""
    return f"{one.recall:.4f}, {false:.1f}{dates}"


if __name__ == "__main__":
    main()
