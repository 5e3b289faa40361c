"""Small pictures with words in them, drawn from a seed: never twice the same."""

from io import BytesIO
from random import Random

from PIL import Image, ImageDraw, ImageFont

SIZE = (180, 120)
WORDS = ("Oslo", "Hanoi", "Lima", "Quito", "Dakar", "Perth")
TIMES = ("05:15", "06:30", "07:45", "10:20")


def timetable(city, time, seed, picture_format="PNG"):
    """A departure board: the city above, the time below; a little moved, and dusty."""
    chance = Random(seed)  # noqa: S311 sample data, nothing secret
    image = Image.new("RGB", SIZE, "white")
    canvas = ImageDraw.Draw(image)
    across, down = chance.randint(-2, 2), chance.randint(-1, 1)
    canvas.text((20 + across, 15 + down), city, fill="black", font=ImageFont.load_default(28))
    canvas.text((70 + across, 70 + down), time, fill="black", font=ImageFont.load_default(30))
    for _ in range(12):
        canvas.point((chance.randrange(SIZE[0]), chance.randrange(SIZE[1])), fill="black")
    return written(image, picture_format)


def plain(colour, picture_format="PNG"):
    return written(Image.new("RGB", SIZE, colour), picture_format)


def written(image, picture_format="PNG"):
    buffer = BytesIO()
    image.save(buffer, picture_format)
    return buffer.getvalue()


def timetables(count, seed):
    """Questions about timetables, each with its picture and its answer."""
    chance = Random(seed)  # noqa: S311 sample data, nothing secret
    rows = []
    for number in range(count):
        city, time = chance.choice(WORDS), chance.choice(TIMES)
        board = timetable(city, time, f"{seed} {number}")
        rows.append((board, "Where does this train go?", city))
        rows.append((board, "When does it leave?", time))
    return rows
