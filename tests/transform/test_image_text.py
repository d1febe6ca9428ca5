"""Texts beside the picture in a file."""

from __future__ import annotations

import base64
import io

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from blogtools.transform.image_text import encoded_image_text, image_text, without_encoded_texts, without_texts

NAME = "Kestrel Zürich"


def png(*, text: str = NAME, zip: bool = False, size: int = 120) -> bytes:  # noqa: A002 - as Pillow calls it
    """A picture by Matplotlib, with a text."""
    info = PngInfo()
    info.add_text("Software", "Matplotlib version3.9, https://matplotlib.org/")
    if text:
        info.add_itxt("Comment", text, zip=zip)
    file = io.BytesIO()
    Image.effect_noise((size, size), 90).save(file, "PNG", pnginfo=info)
    return file.getvalue()


def jpeg() -> bytes:
    """A photo that is turned, with a comment and the name of its author."""
    exif = Image.Exif()
    exif[0x0112], exif[0x013B] = 6, "Kestrel"
    file = io.BytesIO()
    Image.effect_noise((40, 30), 90).save(file, "JPEG", exif=exif.tobytes(), comment=NAME.encode())
    return file.getvalue()


def is_private(text: str) -> bool:
    """What an author might not want to be seen."""
    return "Kestrel" in text


@pytest.mark.parametrize("data", [png(), png(zip=True), png(text="x" * 6000 + NAME), png(size=4), jpeg()])
def test_texts_are_found_and_taken_out(data: bytes) -> None:
    """The picture and its orientation stay."""
    mime = "image/jpeg" if data.startswith(b"\xff") else "image/png"
    encoded = base64.encodebytes(data).decode()
    assert NAME in image_text(data)
    assert NAME in encoded_image_text(mime, encoded)
    published = without_texts(data, is_private)
    assert base64.b64decode(without_encoded_texts(mime, encoded, is_private)) == published
    assert not is_private(image_text(published))
    before, after = Image.open(io.BytesIO(data)), Image.open(io.BytesIO(published))
    assert before.tobytes() == after.tobytes()
    assert after.getexif().get(0x0112) == before.getexif().get(0x0112)
    assert ("Software" in after.info) == ("Software" in before.info)


def test_other_files_stay_as_they_are() -> None:
    """The same object comes back."""
    for data in (png(text=""), b"", b"abc", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"):
        assert without_texts(data, is_private) is data
    encoded = base64.b64encode(png(text="")).decode()
    assert without_encoded_texts("image/png", encoded, is_private) is encoded
    assert encoded_image_text("image/png", encoded) == ""
