"""Photos lose where they were taken, and nothing else."""

from __future__ import annotations

import base64
import io
import json
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from blogtools.transform.files.position import without_position
from blogtools.transform.image_text import png_chunks
from tests.conftest import Told, tree

LATITUDE = (27.0, 59.0, 17.25)
XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description exif:GPSLatitude="27,59.2875N" dc:title="Peak">'
    b"<exif:GPSLongitude>86,55.5E</exif:GPSLongitude></rdf:Description></rdf:RDF></x:xmpmeta>"
)


def photo(kind: str, *, position: bool = True, **more: Any) -> bytes:
    """A photo, turned by its Exif orientation, with a caption, and with a position."""
    picture = Image.effect_noise((40, 30), 90).convert("RGB")
    exif = Image.Exif()
    exif[0x0112], exif[0x010E], exif[0x8298] = 6, "A peak", "Ann"
    if position:
        exif.get_ifd(0x8825).update({1: "N", 2: LATITUDE, 3: "E", 4: (86.0, 55.0, 30.5), 29: "2024:05:01"})
    file = io.BytesIO()
    picture.save(file, kind, exif=exif.tobytes(), **more)
    return file.getvalue()


def exif_of(data: bytes) -> tuple[dict[int, Any], dict[int, Any]]:
    """Exif data as Pillow reads it, and the position in it."""
    exif = Image.open(io.BytesIO(data)).getexif()
    return dict(exif), dict(exif.get_ifd(0x8825))


def pixels(data: bytes) -> bytes:
    """The picture itself."""
    return Image.open(io.BytesIO(data)).tobytes()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "MPO"])
def test_a_photo_loses_its_position_alone(kind: str) -> None:
    """The orientation, the caption and every pixel stay, and so does the size; the numbers are nowhere in the file."""
    data = photo(kind, **({"lossless": True} if kind == "WEBP" else {}))
    assert exif_of(data)[1][2] == LATITUDE
    published = without_position(data)
    fields, position = exif_of(published)
    assert position == {}
    assert {0x0112: 6, 0x010E: "A peak", 0x8298: "Ann"}.items() <= fields.items()
    assert 0x8825 not in fields
    assert pixels(published) == pixels(data)
    assert len(published) == len(data)
    for order in "<>":
        assert struct.pack(order + "II", 27, 1) not in published
    assert b"2024:05:01" not in published
    assert without_position(published) is published


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_other_photos_stay_as_they_are(kind: str) -> None:
    """The same object comes back."""
    data = photo(kind, position=False)
    assert without_position(data) is data


def test_positions_in_xmp() -> None:
    """What else is in there stays."""
    data = photo("JPEG", xmp=XMP)
    published = without_position(data)
    assert b"GPS" not in published
    assert b'dc:title="Peak"' in published
    assert len(published) == len(data)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


@pytest.mark.parametrize(
    "chunk",
    [
        _chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP),
        _chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(XMP)),
        _chunk(b"tEXt", b"Raw profile type xmp\0\nxmp\n   9\n" + XMP.hex().encode()),
        _chunk(b"zTXt", b"Raw profile type xmp\0\0" + zlib.compress(b"\nxmp\n   9\n" + XMP.hex().encode())),
    ],
)
def test_positions_in_chunks_of_png(chunk: bytes) -> None:
    """As text, compressed, and as ImageMagick writes them; checksums are right."""
    plain = photo("PNG", position=False)
    data = plain[:33] + chunk + plain[33:]
    published = without_position(data)
    assert pixels(published) == pixels(data)
    for kind, start, end in png_chunks(published):
        content = published[start:end]
        assert published[end : end + 4] == struct.pack(">I", zlib.crc32(kind + content))
        assert b"GPS" not in content
        assert XMP.hex().encode() not in content
    assert published != data


def test_positions_in_heif_and_video() -> None:
    """Wherever in the file they are."""
    tiff = photo("TIFF")
    heic = b"\0\0\0\x18ftypheic" + bytes(16) + b"mdat\0\0\0\6Exif\0\0" + tiff
    assert without_position(heic).endswith(without_position(tiff))
    video = b"\0\0\0\x18ftypqt  " + bytes(9) + b"\xa9xyz\0\x19\x15\xc7+27.9881+086.9250+8849/" + b"free"
    assert without_position(video) == video.replace(b"+27.9881+086.9250+8849/", b" " * 23)


@given(st.binary(max_size=200), st.integers(0, 3000), st.sampled_from(["JPEG", "PNG", "TIFF", "WEBP"]))
def test_broken_photos_do_no_harm(junk: bytes, at: int, kind: str) -> None:
    """Whatever is in the file, it comes back, at most shorter where a chunk of PNG is left out."""
    data = bytearray(photo(kind))
    data[at : at + len(junk)] = junk
    assert len(without_position(bytes(data))) <= len(data)


def test_every_door(blog_folder: Path, write_notebook: Callable[..., Path], told: Told) -> None:
    """Files beside the post, attachments, outputs, files that are linked, the picture for other sites, static files."""
    data = photo("JPEG", quality=95)
    encoded = base64.b64encode(data).decode()
    (blog_folder / "blogtools.toml").write_text("base_url = 'https://x.org'\n")
    (blog_folder / "static").mkdir()
    for file in ("notebooks/a.jpg", "notebooks/b.JPG", "notebooks/c.jpg", "static/d.jpg"):
        (blog_folder / file).write_bytes(data)
    write_notebook(
        blog_folder / "notebooks/a.ipynb",
        ("raw", "---\nimage: c.jpg\n---"),
        "![x](a.jpg) [b](b.JPG)",
        {
            "cell_type": "markdown",
            "source": "![x](attachment:e.jpg)",
            "attachments": {"e.jpg": {"image/jpeg": encoded}},
        },
        {
            "cell_type": "code",
            "source": "f()",
            "outputs": [{"output_type": "display_data", "data": {"image/jpeg": encoded}, "metadata": {}}],
            "metadata": {},
        },
    )
    before = tree(blog_folder / "notebooks")
    report = json.loads(told("convert", "--json")[1])
    notes = [(one["where"]["file"], one["message"]) for one in report["findings"] if one["slug"] == "privacy"]
    assert notes == [
        ("notebooks/a.ipynb", "where 2 photos or videos were taken is not in the published copy"),
        ("static/d.jpg", "where it was taken is not in the published copy"),
    ]
    for door in (("--single-file",), ("--to", "hugo")):
        assert told("convert", *door)[0] == 0
    folders = [tree(blog_folder / folder) for folder in ("_site", "_single-file", "_markdown")]
    written = {name: content for folder in folders for name, content in folder.items()}
    photos = [content for name, content in written.items() if name.lower().endswith(".jpg")]
    assert len(photos) >= 4
    for one in photos:
        fields, position = exif_of(one)
        assert (fields[0x0112], position) == (6, {})
    assert not any(encoded[:400].encode() in content for content in written.values())
    assert tree(blog_folder / "notebooks") == before
    assert (blog_folder / "static/d.jpg").read_bytes() == data
