import base64
import io
import struct

import pytest

from blogtools.transform.files.image_size import image_size
from blogtools.transform.files.media import file_asset, image_asset, media_asset

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAAEklEQVR4nGP4z8AARBAKiBkYAEnDBfv7W7I6AAAAAElFTkSuQmCC"
)
GIF = b"GIF89a\x03\x00\x02\x00\x80\x00\x00"
BMP = b"BM" + bytes(16) + struct.pack("<ii", 3, -2)
WEBP_LOSSY = b"RIFF\0\0\0\0WEBPVP8 " + bytes(10) + struct.pack("<HH", 3, 2)
WEBP_LOSSLESS = b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f" + struct.pack("<I", 2 | 1 << 14)
WEBP_EXTENDED = b"RIFF\0\0\0\0WEBPVP8X" + bytes(8) + b"\x02\0\0\x01\0\0"
AVIF = b"\0\0\0\x1cftypavif" + b"ispe\0\0\0\0" + struct.pack(">II", 1, 1) + b"ispe\0\0\0\0" + struct.pack(">II", 3, 2)
FRAME = b"\xff\xc0\0\x11\x08" + struct.pack(">HH", 2, 3) + bytes(8)
JPEG = b"\xff\xd8\xff\xe0\0\x04ab\xff" + FRAME


def exif(order: str, orientation: int) -> bytes:
    """A segment of JPEG that says how the camera was held."""
    mark = b"II" if order == "<" else b"MM"
    tiff = mark + struct.pack(order + "HIHHHIHH", 42, 8, 1, 0x0112, 3, 1, orientation, 0)
    return b"\xff\xe1" + struct.pack(">H", 8 + len(tiff)) + b"Exif\0\0" + tiff


@pytest.mark.parametrize(
    ("mime", "data", "expected"),
    [
        pytest.param("image/png", PNG, (3, 2), id="PNG"),
        pytest.param("image/gif", GIF, (3, 2), id="GIF"),
        pytest.param("image/bmp", BMP, (3, 2), id="BMP stored upside down"),
        pytest.param("image/webp", WEBP_LOSSY, (3, 2), id="WebP, lossy"),
        pytest.param("image/webp", WEBP_LOSSLESS, (3, 2), id="WebP, lossless"),
        pytest.param("image/webp", WEBP_EXTENDED, (3, 2), id="WebP, extended"),
        pytest.param("image/avif", AVIF, (3, 2), id="AVIF with a thumbnail"),
        pytest.param("image/jpeg", JPEG, (3, 2), id="JPEG with padding"),
        pytest.param("image/jpeg", b"\xff\xd8" + exif("<", 6) + FRAME, (2, 3), id="JPEG on its side"),
        pytest.param("image/jpeg", b"\xff\xd8" + exif(">", 8) + FRAME, (2, 3), id="JPEG on its side, big-endian"),
        pytest.param("image/jpeg", b"\xff\xd8" + exif("<", 3) + FRAME, (3, 2), id="JPEG upside down"),
        pytest.param("image/jpeg", JPEG[:12], None, id="JPEG cut off"),
        pytest.param("image/png", PNG[:12], None, id="PNG cut off"),
        pytest.param("image/svg+xml", b'<svg width="30" height="20px"/>', (30, 20), id="SVG in pixels"),
        pytest.param("image/svg+xml", b"<svg height='72pt' width='1in'/>", (96, 96), id="SVG in points and inches"),
        pytest.param("image/svg+xml", b'<svg viewBox="0 0 30.4 20"/>', (30, 20), id="SVG with a view box"),
        pytest.param("image/svg+xml", b'<svg width="60" viewBox="0,0,30,20"/>', (60, 40), id="SVG with one length"),
        pytest.param("image/svg+xml", b'<svg width="100%" viewBox="0 0 3 2"/>', (3, 2), id="SVG of relative width"),
        pytest.param("image/svg+xml", b'<svg stroke-width="4" data-height="5"/>', None, id="SVG without a size"),
        pytest.param("application/pdf", b"%PDF", None, id="no image"),
    ],
)
def test_the_size_of_an_image_is_read_from_its_head(mime: str, data: bytes, expected: tuple[int, int] | None) -> None:
    """Width and height as a browser shows them."""
    assert expected == image_size(mime, data)


@pytest.mark.parametrize("extension", ["png", "jpg", "gif", "webp"])
def test_real_files_have_the_size_that_pillow_wrote(extension: str) -> None:
    """The readers agree with an encoder that is not ours."""
    pillow = pytest.importorskip("PIL.Image")
    buffer = io.BytesIO()
    pillow.new("RGB", (37, 23)).save(buffer, {"jpg": "jpeg"}.get(extension, extension))
    asset = file_asset(f"a.{extension}", buffer.getvalue())
    assert (asset.width, asset.height) == (37, 23)


ENCODED = base64.b64encode(PNG).decode()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(ENCODED, id="as it is"),
        pytest.param(ENCODED + "\n", id="final line break"),
        pytest.param("\r\n".join(ENCODED[start : start + 20] for start in range(0, len(ENCODED), 20)), id="wrapped"),
        pytest.param(ENCODED.rstrip("="), id="without padding"),
        pytest.param(f"data:image/png;base64,{ENCODED}", id="data URI"),
        pytest.param(f"data:image/png;base64,{ENCODED.replace('+', '%2B').replace('=', '%3D')}", id="quoted data URI"),
        pytest.param(PNG, id="bytes"),
    ],
)
def test_an_image_is_read_from_every_form_notebooks_keep_it_in(content: str | bytes) -> None:
    """All forms of one image are one file, named by its content."""
    asset = image_asset("image/png", content)
    assert asset is not None
    assert (asset.data, asset.mime, asset.width, asset.height) == (PNG, "image/png", 3, 2)
    assert asset == image_asset("image/png", PNG)
    assert (len(asset.name), asset.name[16:]) == (20, ".png")


@pytest.mark.parametrize(
    ("mime", "content"),
    [
        pytest.param("image/png", "", id="empty"),
        pytest.param("image/png", '"><script>alert(1)</script>', id="markup"),
        pytest.param("image/png", ENCODED[:40] + "!" + ENCODED[41:], id="foreign character"),
        pytest.param("image/png", base64.b64encode(b"version https://git-lfs").decode(), id="pointer file"),
        pytest.param("image/svg+xml", "<p>no</p>", id="SVG without svg"),
        pytest.param("image/svg+xml", "<svg><g></svg>", id="SVG not well formed"),
    ],
)
def test_broken_data_makes_no_image(mime: str, content: str) -> None:
    """A file that no browser shows is not written."""
    assert image_asset(mime, content) is None


def test_an_image_gets_the_type_of_its_own_signature() -> None:
    """A JPEG kept under `image/png` is written as a JPEG."""
    asset = image_asset("image/png", base64.b64encode(JPEG).decode())
    assert asset is not None
    assert (asset.mime, asset.name[16:]) == ("image/jpeg", ".jpg")


def test_svg_gets_the_namespaces_it_needs_to_stand_alone() -> None:
    """Inline in HTML they may be missing; in a file the browser would show nothing."""
    asset = image_asset("image/svg+xml", '<svg width="3" height="2"><use xlink:href="#a"/></svg>')
    assert asset is not None
    assert b' xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="3"' in asset.data


@pytest.mark.parametrize(
    ("name", "mime", "extension"),
    [
        pytest.param("data/Report.PDF", "application/pdf", ".pdf", id="PDF"),
        pytest.param("table.csv", "text/csv", ".csv", id="CSV"),
        pytest.param("film.mp4", "video/mp4", ".mp4", id="film"),
        pytest.param("photo.jpeg", "image/jpeg", ".jpeg", id="image with a long extension"),
        pytest.param("archive.tar.zst", "application/octet-stream", ".zst", id="unknown type"),
        pytest.param("../../etc/passwd", "application/octet-stream", ".bin", id="no extension"),
        pytest.param("x.a/b", "application/octet-stream", ".bin", id="slash after the dot"),
    ],
)
def test_a_file_keeps_its_extension_and_nothing_else_of_its_name(name: str, mime: str, extension: str) -> None:
    """The name on disk is a hash, so that no path in a notebook leads anywhere."""
    asset = file_asset(name, b"content")
    assert (mime, extension) == (asset.mime, asset.name[16:])


def test_sound_and_films_are_decoded() -> None:
    """`media_asset` asks for base64, not for a signature."""
    asset = media_asset("audio/x-wav", base64.b64encode(b"RIFF").decode())
    assert asset is not None
    assert (asset.mime, asset.data, asset.name[16:]) == ("audio/wav", b"RIFF", ".wav")
    assert media_asset("video/mp4", "not base64!") is None
