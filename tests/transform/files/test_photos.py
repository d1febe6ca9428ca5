"""Photos in `data:` URLs lose where they were taken, in every place and by every door."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from blogtools.transform.files.data_urls import without_positions
from tests.conftest import Told, WriteNotebook, tree
from tests.transform.files.test_position import exif_of, photo

DATA = photo("JPEG")
ENCODED = base64.b64encode(DATA).decode()
URL = f"data:image/jpeg;base64,{ENCODED}"


def positions(text: str) -> list[bool]:
    """Whether each photo in a text has a position."""
    found = re.findall(r";base64,([A-Za-z0-9+/=]+)", text)
    return [exif_of(data)[1] != {} for one in found if (data := base64.b64decode(one))[:2] == b"\xff\xd8"]


def shown(mime: str, content: Any) -> dict[str, Any]:
    """A code cell with one output."""
    output = {"output_type": "display_data", "data": {mime: content}, "metadata": {}}
    return {"cell_type": "code", "source": "f()", "outputs": [output]}


PLACES: dict[str, Any] = {
    "Markdown": f"![a peak]({URL})",
    "a reference": f"![a peak][p]\n\n[p]: {URL}",
    "HTML in Markdown": f'<img alt="a peak" src="{URL}">',
    "a style": f'<div style="background: url({URL})">x</div>',
    "a raw cell": ("raw", f'<img alt="a peak" src="{URL}">'),
    "an HTML output": shown("text/html", f"<img alt='a peak' src='{URL}'>"),
    "a Markdown output": shown("text/markdown", f"![a peak]({URL})"),
    "a drawing": shown("image/svg+xml", f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{URL}"/></svg>'),
    "a Plotly figure": shown(
        "application/vnd.plotly.v1+json", {"data": [{"x": [1], "y": [2]}], "layout": {"images": [{"source": URL}]}}
    ),
    "JSON": shown("application/json", [{"photo": URL}]),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_photo_has_no_position_wherever_it_is(
    place: str, blog_folder: Path, write_notebook: WriteNotebook, told: Callable[..., Told]
) -> None:
    """It stays a photo, a note names the cell, and the notebook is as it was."""
    path = write_notebook(blog_folder / "notebooks/a.ipynb", "# A", PLACES[place])
    before = path.read_bytes()
    findings = json.loads(told("convert", "--json")[1])["findings"]
    notes = [(one["where"]["cell"], one["message"]) for one in findings if one["slug"] == "privacy"]
    assert notes == [(2, "where a photo was taken is not in the published copy")]
    assert told("convert", "--to", "hugo")[0] == told("convert", "--single-file")[0] == 0
    written = {
        name: content
        for folder in ("_site", "_single-file", "_markdown")
        for name, content in tree(blog_folder / folder).items()
    }
    texts = [content.decode() for name, content in written.items() if name.endswith((".html", ".md", ".svg", ".json"))]
    assert not any(ENCODED[:200] in text for text in texts)
    assert not any(any(positions(text)) for text in texts)
    assert path.read_bytes() == before


def test_a_file_of_a_drawing(blog_folder: Path, write_notebook: WriteNotebook, told: Callable[..., Told]) -> None:
    """An SVG file beside the notebook may have photos in it, too."""
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{URL}"/><text>Ä</text></svg>'
    (blog_folder / "notebooks/a.svg").write_text(drawing, encoding="utf-8")
    write_notebook(blog_folder / "notebooks/a.ipynb", "![a peak](a.svg)")
    assert "where a photo was taken is not in the published copy" in "".join(map(str, told("convert")))
    (published,) = (blog_folder / "_site/a").rglob("*.svg")
    assert positions(published.read_text(encoding="utf-8")) == [False]
    assert "Ä" in published.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(ENCODED, id="as usual"),
        pytest.param("\n".join(re.findall(".{1,76}", ENCODED)), id="in lines"),
        pytest.param(quote(ENCODED, safe=""), id="percent-encoded"),
        pytest.param(ENCODED.rstrip("="), id="without padding"),
    ],
)
def test_ways_to_write_base64(written: str) -> None:
    """All that browsers read."""
    text = without_positions(f"a data:;charset=x;base64,{written}) b")
    assert positions(text) == [False]
    assert text.startswith("a data:;charset=x;base64,")
    assert text.endswith(") b")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"data:image/jpeg;base64,{base64.b64encode(photo('JPEG', position=False)).decode()}", id="none"),
        pytest.param("data:image/png;base64,iVBORw0KGgo= and ;base64, and ;base64,%%%", id="no photo"),
        pytest.param(f"{ENCODED}", id="no URL"),
    ],
)
def test_other_texts_stay(text: str) -> None:
    """Character for character."""
    assert text == without_positions(text)
