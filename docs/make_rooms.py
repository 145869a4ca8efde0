"""Draw the rooms of the package from its imports, for docs/life-of-a-run.md: `python docs/make_rooms.py`.

An arrow stands where files of one room use files of another. Left out is what follows from other arrows: who uses `runs`, which uses
`study`, may use `study` too.
"""

from __future__ import annotations

from pathlib import Path

from tests.helpers.imports import GROUND, ROOMS, uses_of_rooms

PICTURE = Path(__file__).resolve().parent / "figures" / "rooms.svg"
WIDTH, HEIGHT, ACROSS, DOWN, MARGIN = 120, 30, 150, 62, 20


def needed(uses: dict[str, set[str]]) -> list[tuple[str, str]]:
    """Return the arrows that do not follow from others, sorted."""

    def reached(room: str) -> set[str]:
        return {room}.union(*(reached(used) for used in uses[room]))

    return sorted((room, used) for room in uses for used in uses[room] if not any(used in reached(other) for other in uses[room] - {used}))


def drawing() -> str:
    """Return the picture as SVG."""
    uses = uses_of_rooms()
    rows = [(GROUND,), *(tuple(room for room in rooms if room in uses) for rooms in ROOMS[1:])]
    widest = max(map(len, rows))
    size = (widest * ACROSS + 2 * MARGIN, len(rows) * DOWN + 2 * MARGIN)
    place = {}
    for level, rooms in enumerate(reversed(rows)):
        for number, room in enumerate(rooms):
            x = size[0] / 2 + (number - (len(rooms) - 1) / 2) * ACROSS
            place[room] = (x, MARGIN + level * DOWN + HEIGHT / 2)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size[0]} {size[1]}" font-family="sans-serif" font-size="14" '
        'role="img" aria-label="Rooms of wopsim and which uses which, from the commands down to the ground">',
        '<defs><marker id="end" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
        '<path d="M0 0 L8 4 L0 8 z" fill="#666"/></marker></defs>',
    ]
    for room, used in needed(uses):
        (x, y), (to_x, to_y) = place[room], place[used]
        start, end = (y + HEIGHT / 2, to_y - HEIGHT / 2) if y < to_y else (y, to_y)
        far = to_y - y > DOWN
        bend = (WIDTH * 0.9 if x >= size[0] / 2 else -WIDTH * 0.9) if far and x == to_x else 0.0
        lines.append(
            f'<path d="M{x:g} {start:g} C{x + bend:g} {start + DOWN / 2:g} {to_x + bend:g} {end - DOWN / 2:g} {to_x:g} {end:g}" '
            'fill="none" stroke="#666" marker-end="url(#end)"/>'
        )
    for room, (x, y) in place.items():
        lines.append(
            f'<rect x="{x - WIDTH / 2:g}" y="{y - HEIGHT / 2:g}" width="{WIDTH}" height="{HEIGHT}" rx="6" fill="#e8f0f4" stroke="#357"/>'
            f'<text x="{x:g}" y="{y + 5:g}" text-anchor="middle" fill="#123">{room}</text>'
        )
    return "\n".join([*lines, "</svg>"]) + "\n"


if __name__ == "__main__":
    PICTURE.write_text(drawing(), encoding="utf-8")
