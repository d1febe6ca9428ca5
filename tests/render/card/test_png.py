"""Pictures of few colors are PNGs that every decoder reads as they were drawn."""

from __future__ import annotations

import io
import zlib

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from blogtools.render.card.png import FILTER, Band, encode

PALETTE = bytes(value * 17 for value in range(16) for _ in range(3))
"""Sixteen grays."""


@st.composite
def pictures(draw: st.DrawFn) -> tuple[Image.Image, int, list[Band]]:
    """A bare row, a height, and bands that begin below the first row and end with a bare one."""
    width = 2 * draw(st.integers(1, 300))
    bare = _image([0] * FILTER + [draw(st.sampled_from((0, 0, 3))) for _ in range(width)], 1)
    bands, top = [], 1
    for gap, height in draw(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 12)), max_size=4)):
        seed = draw(st.lists(st.integers(0, 15), min_size=1, max_size=9))
        rows = [[0] * FILTER + [seed[(x * y) % len(seed)] for x in range(width)] for y in range(height)]
        band = _image([*(level for row in rows for level in row), *bare.tobytes()], height + 1)
        bands.append(Band(top + gap, band))
        top += gap + height + 1
    return bare, top + draw(st.integers(0, 40)), bands


@given(pictures())
def test_a_picture_is_read_as_it_was_drawn(picture: tuple[Image.Image, int, list[Band]]) -> None:
    """Whatever stands where: bare rows and bands, checksums and all."""
    bare, height, bands = picture
    expected = Image.new("P", (bare.width, height))
    for row in range(height):
        expected.paste(bare, (0, row))
    for band in bands:
        assert band.image is not None
        expected.paste(band.image, (0, band.top))
    data = encode(bare, height, bands, PALETTE)
    with Image.open(io.BytesIO(data)) as image:
        image.verify()  # the checksums of its chunks
    start = data.index(b"IDAT") + 4
    zlib.decompress(data[start : start + int.from_bytes(data[start - 8 : start - 4])])  # and that of the rows
    with Image.open(io.BytesIO(data)) as image:
        assert (bare.width - FILTER, height) == image.size
        assert expected.crop((FILTER, 0, bare.width, height)).tobytes() == image.tobytes()
        assert [PALETTE[index : index + 3] for index in range(0, 48, 3)] == [
            bytes(color) for color in zip(*[iter(image.getpalette() or [])] * 3, strict=True)
        ]


def _image(levels: list[int], height: int) -> Image.Image:
    return Image.frombytes("P", (len(levels) // height, height), bytes(levels))
