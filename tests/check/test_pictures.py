"""Pictures with more pixels than any screen shows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from blogtools.build.check import check
from blogtools.check.findings import check_post
from blogtools.check.page_weight import find_weight
from blogtools.check.pictures import MOST_BYTES
from blogtools.config import find_blog
from blogtools.content.discover import Source
from blogtools.content.load import decode_post, transform_post
from blogtools.errors import Where
from blogtools.model import Asset, Page, Post
from blogtools.transform.context import Context
from tests.checking import code, found, image, make_post, png, printed, shown
from tests.conftest import WriteNotebook, make_notebook


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        pytest.param(shown(png(4000)), [(4000, 640)], id="wide"),
        pytest.param(shown(png(1900)), [], id="three times the text"),
        pytest.param(shown(png(4000, 1000)), [], id="few bytes"),
        pytest.param(shown(png(1900), width=300), [(1900, 300)], id="shown smaller"),
        pytest.param(shown(png(1900), **{"image/png": {"width": "300px"}}), [(1900, 300)], id="shown smaller, by type"),
        pytest.param(shown(png(4000)) | {"data": {"image/png": "A" * 2 * MOST_BYTES}}, [], id="no picture"),
    ],
)
def test_pictures_of_outputs(output: dict[str, Any], expected: list[tuple[int, int]]) -> None:
    """Many bytes, and more than three pixels for each that readers see."""
    told = [
        f"a picture among the outputs has {width} × 100 pixels in 0.6 MB, and is shown {column} pixels wide"
        for width, column in expected
    ]
    assert [message for _, _, message in found("large-picture", code("#| fig-alt: a\na", output))] == told
    assert found("large-picture", code("#| output: false\na", output)) == []


def post_with_file(text: str, data: bytes) -> Post:
    """A post beside a file `a.png`."""
    source = Source(Path("post.ipynb"), "post.ipynb", Path())
    notebook = json.dumps(make_notebook(text)).encode()
    return transform_post(decode_post(source, notebook, {}), Context(lambda name: data if name == "a.png" else None))


@pytest.mark.parametrize(
    ("text", "column"),
    [
        pytest.param("![b](a.png)", 640, id="markdown"),
        pytest.param(
            "<img alt=b src=a.png width=200> <img alt=b src=a.png width=300>", 300, id="html, the widest counts"
        ),
        pytest.param("[b](a.png)", 0, id="linked"),
        pytest.param("![b](https://example.org/a.png)", 0, id="elsewhere"),
    ],
)
def test_pictures_of_prose(text: str, column: int) -> None:
    """Files beside the notebook that the page shows."""
    told = [str(finding) for finding in check_post(post_with_file(text, png(2500)))]
    message = f"a.png has 2500 × 100 pixels in 0.6 MB, and is shown {column} pixels wide"
    assert told == ([f"post.ipynb, cell 1: {message} (save it {2 * column} pixels wide, or as WebP)"] if column else [])


def test_the_weight_of_a_page() -> None:
    """The heaviest parts of a page that is too heavy, and the place of the heaviest."""
    table = image("text/html") | {"data": {"text/html": "x" * 600_000, "text/plain": "y"}}
    post = make_post(
        "a", code("1", printed("z" * 200_000)), code("2", shown(png(9, 900_000))), code("3", table), code("4")
    )
    page = Page("a/index.html", b"x" * 800_000, (Asset("a.png", png(9, 900_000), "image/png"),))
    assert [str(finding) for finding in find_weight(post, page, 1_500_000)] == [
        "post.ipynb, cell 3: the page has 1.70 MB, and 1.50 MB is the most that `page_weight` allows; the heaviest:"
        " a picture of cell 3 (0.91 MB), HTML of cell 4 (0.60 MB), text of cell 2 (0.20 MB)"
        " (make pictures smaller, and show the first rows of long tables)"
    ]
    assert list(find_weight(post, page, 1_800_000)) == []
    later = (
        Asset("a.mp4", b"x" * 10_000_000, "video/mp4"),
        Asset("b.csv", b"x" * 10_000_000, "text/csv", own_name="b.csv"),
    )
    assert list(find_weight(post, Page("a/index.html", b"", later), 1_500_000)) == []


def test_the_setting_of_the_weight(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """`check` tells of pages that are heavier; a tag in the cell of the heaviest part accepts it."""
    output = shown(png(9))
    path = blog_folder / "notebooks/a.ipynb"
    write_notebook(path, "# A", code("#| fig-alt: b\na", output))
    assert check(find_blog(blog_folder)).findings == ()
    (blog_folder / "blogtools.toml").write_text("page_weight = 500_000\n")
    (told,) = check(find_blog(blog_folder)).findings
    assert (told.slug, told.severity, told.where) == ("page-weight", "note", Where("notebooks/a.ipynb", 2))
    write_notebook(path, "# A", code("#| fig-alt: b\na", output, tags=["ok:page-weight"]))
    assert check(find_blog(blog_folder)).findings == ()
