"""Draws the scenes: small, in few colours, and never twice the same."""

from pathlib import Path
from random import Random
from typing import Any

from PIL import Image, ImageDraw
from ttf_opensans import OPENSANS_BOLD, OPENSANS_REGULAR

SIZE = (240, 160)
PAPER, INK = "#ffffff", "#1a1a1a"
COLOURS = 8
"""In the palette of a file, which keeps it near two kilobytes."""


def draw(kind: str, scene: dict[str, Any], seed: str) -> Image.Image:
    chance = Random(seed)  # noqa: S311 - for looks; its sequence for a seed never changes
    image = Image.new("RGB", SIZE, PAPER)
    canvas = ImageDraw.Draw(image)
    shift = (chance.randint(-2, 2), chance.randint(-2, 2))
    _DRAWINGS[kind](canvas, scene, shift)
    _speckle(canvas, chance)
    return image.quantize(COLOURS, dither=Image.Dither.NONE)


def save(image: Image.Image, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(path, optimize=True)


def _receipt(canvas: ImageDraw.ImageDraw, scene: dict[str, Any], shift: tuple[int, int]) -> None:
    _write(canvas, (120, 8), scene["shop"], shift, size=20, bold=True, anchor="ma")
    _write(canvas, (120, 32), f"Hóa đơn số {scene['number']}", shift, size=11, anchor="ma")
    _line(canvas, 50, shift)
    for row, (item, price) in enumerate(scene["items"]):
        _write(canvas, (20, 58 + 20 * row), item, shift, size=14)
        _write(canvas, (220, 58 + 20 * row), _money(price), shift, size=14, anchor="ra")
    _line(canvas, 104, shift)
    _write(canvas, (20, 116), "Tổng cộng", shift, size=18, bold=True)
    _write(canvas, (220, 116), _money(scene["total"]), shift, size=20, bold=True, anchor="ra")


def _sign(canvas: ImageDraw.ImageDraw, scene: dict[str, Any], shift: tuple[int, int]) -> None:
    canvas.rounded_rectangle((14, 22, 226, 138), radius=14, fill=scene["colour"])
    canvas.rounded_rectangle((20, 28, 220, 132), radius=10, outline=PAPER, width=2)
    _write(canvas, (120, 80), scene["text"], shift, size=24, bold=True, anchor="mm", fill=PAPER)


def _timetable(canvas: ImageDraw.ImageDraw, scene: dict[str, Any], shift: tuple[int, int]) -> None:
    canvas.rectangle((0, 0, 240, 44), fill="#26364d")
    _write(
        canvas,
        (120, 22),
        f"Ga {scene['station']}",
        shift,
        size=22,
        bold=True,
        anchor="mm",
        fill=PAPER,
    )
    for row, (title, time) in enumerate(
        (("Chuyến đầu", scene["first"]), ("Chuyến cuối", scene["last"]))
    ):
        _write(canvas, (20, 62 + 44 * row), title, shift, size=17)
        _write(canvas, (220, 58 + 44 * row), time, shift, size=24, bold=True, anchor="ra")
    _line(canvas, 98, shift)


_DRAWINGS = {"receipt": _receipt, "sign": _sign, "timetable": _timetable}


def _write(
    canvas: ImageDraw.ImageDraw,
    position: tuple[int, int],
    text: str,
    shift: tuple[int, int],
    *,
    size: int,
    bold: bool = False,
    anchor: str = "la",
    fill: str = INK,
) -> None:
    font = (OPENSANS_BOLD if bold else OPENSANS_REGULAR).imagefont(size)
    moved = (position[0] + shift[0], position[1] + shift[1])
    canvas.text(moved, text, font=font, fill=fill, anchor=anchor)


def _line(canvas: ImageDraw.ImageDraw, y: int, shift: tuple[int, int]) -> None:
    canvas.line((16, y + shift[1], 224, y + shift[1]), fill=INK)


def _speckle(canvas: ImageDraw.ImageDraw, chance: Random) -> None:
    """Dust, as on a scan."""
    for _ in range(25):
        canvas.point((chance.randrange(SIZE[0]), chance.randrange(SIZE[1])), fill=INK)


def _money(thousands: int) -> str:
    return f"{thousands}.000 đ"
