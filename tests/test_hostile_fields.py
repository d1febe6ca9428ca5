"""Addresses and ids that an author's notebook gives: those that do harm are told, and what is published is safe."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from blogtools.build.pipeline import convert
from blogtools.config import find_blog
from blogtools.transform.anchors import THEME_IDS
from tests.conftest import WriteNotebook
from tests.fuzz.notebooks import ROOT

SCRIPTS = (
    "javascript:alert(1)",
    " JavaScript:alert(1)",
    "java\tscript:alert(1)",
    "vbscript:x",
    "data:text/html,<script>alert(1)</script>",
    "//evil.example",
    r"/\evil.example",
    r"\\evil.example",
    "file:///etc/passwd",
    "https:/evil.example",
    "http:///",
)


@pytest.mark.parametrize("url", SCRIPTS)
def test_a_canonical_url_that_is_no_address_is_left_out(
    blog_folder: Path, write_notebook: WriteNotebook, url: str
) -> None:
    """With a warning that names it; the page has its own address instead, in its head as in its structured data."""
    (blog_folder / "blogtools.toml").write_text('base_url = "https://blog.example.org/"\n')
    write_notebook(blog_folder / "notebooks/a.ipynb", ("raw", f"---\ncanonical_url: {json.dumps(url)}\n---"), "Words.")
    report = convert(find_blog(blog_folder))
    assert () == report.errors
    told = [str(one) for one in report.findings if "canonical" in one.message]
    assert len(told) == 1
    assert told[0].startswith(
        "notebooks/a.ipynb, cell 1, line 2: canonical_url: expected an address such as https://example.org/post/, found"
    )
    page = (blog_folder / "_site/a/index.html").read_text()
    assert '<link rel="canonical" href="https://blog.example.org/a/">' in page
    assert "evil" not in page
    assert "alert" not in page


@pytest.mark.parametrize(
    "url", ["https://example.org/first/", "HTTP://example.org", "/elsewhere/on/this/host/", "https://[::1]/a?b#c"]
)
def test_a_canonical_url_that_is_an_address_is_kept(blog_folder: Path, write_notebook: WriteNotebook, url: str) -> None:
    """As it was written."""
    write_notebook(blog_folder / "notebooks/a.ipynb", ("raw", f"---\ncanonical_url: {json.dumps(url)}\n---"), "Words.")
    assert not [one for one in convert(find_blog(blog_folder)).findings if "canonical" in one.message]
    assert f'<link rel="canonical" href="{url}">' in (blog_folder / "_site/a/index.html").read_text()


@pytest.mark.parametrize(
    "alias", [*SCRIPTS, "https://evil.example/a/", "../../a", "/a/../../b/", "/a\r\nX: y/", "/%2e%2e/b"]
)
def test_an_alias_elsewhere_is_an_error(blog_folder: Path, write_notebook: WriteNotebook, alias: str) -> None:
    """No redirect is written for it, inside the site or outside."""
    write_notebook(blog_folder / "notebooks/a.ipynb", ("raw", f"---\naliases: [{json.dumps(alias)}]\n---"), "Words.")
    report = convert(find_blog(blog_folder))
    assert ["alias"] == [one.slug for one in (*report.errors, *report.findings) if "alias" in str(one)]
    assert not (blog_folder / "_site/_redirects").exists()
    assert not list(blog_folder.parent.rglob("*evil*"))


@pytest.mark.parametrize("image", [url for url in SCRIPTS if not url.startswith("http:///")])
def test_an_image_that_is_no_address_is_told(blog_folder: Path, write_notebook: WriteNotebook, image: str) -> None:
    """Nothing of it is on the page, but for an address of another host, which is an author's choice."""
    (blog_folder / "blogtools.toml").write_text('base_url = "https://blog.example.org/"\ncards = false\n')
    write_notebook(blog_folder / "notebooks/a.ipynb", ("raw", f"---\nimage: {json.dumps(image)}\n---"), "Words.")
    report = convert(find_blog(blog_folder))
    page = (blog_folder / "_site/a/index.html").read_text()
    shown = re.findall(r'<meta property="og:image" content="([^"]*)"', page)
    if image == "//evil.example":
        assert ["https://evil.example"] == shown
    else:
        assert all(url.startswith("https://blog.example.org/") for url in shown)
        assert [one for one in report.findings if "image" in one.message or image.strip() in one.message]


def test_ids_of_the_default_theme_are_known() -> None:
    """All that its templates have on the page of a post, but those that are the post's own."""
    written = {
        name
        for path in (ROOT / "templates").glob("*.j2")
        if path.name != "year.html.j2"
        for name in re.findall(r'\bid="?([\w-]+)', path.read_text())
    }
    assert THEME_IDS == written


@pytest.mark.parametrize(
    ("cells", "place"),
    [
        pytest.param(("## Skip to here", "[x](#skip-to-here)"), r'<h2 id="(skip-to-here-1)"', id="heading"),
        pytest.param(('<p id="skip-to-here">y</p>', "[x](#skip-to-here)"), r'<p id="(skip-to-here-1)"', id="HTML"),
        pytest.param(
            ("[x](#skip-to-here)", '<p id=skip-to-here>y</p>\n\n<p id="skip-to-here">'),
            '<p id="?(skip-to-here-1)"?>',
            id="twice, after the link",
        ),
        pytest.param(
            (
                {
                    "cell_type": "code",
                    "source": "#| label: skip-to-here\nf()",
                    "outputs": [{"output_type": "display_data", "data": {"text/html": "<p>z</p>"}, "metadata": {}}],
                },
                '<a href="#skip-to-here">x</a>',
            ),
            r'id="(skip-to-here-1)"',
            id="label",
        ),
    ],
)
def test_an_id_of_the_theme_in_a_post_gets_another_name(
    blog_folder: Path, write_notebook: WriteNotebook, cells: tuple[str, ...], place: str
) -> None:
    """The link past the header still works, and links of the post lead to its own place; code is as it was."""
    code = '<a href="#skip-to-here">'
    write_notebook(blog_folder / "notebooks/a.ipynb", *cells, f"`{code}`")
    convert(find_blog(blog_folder))
    page = (blog_folder / "_site/a/index.html").read_text()
    assert 1 == len(re.findall(r"id=\"?skip-to-here[\" >]", page))
    assert '<main id="skip-to-here">' in page
    found = re.search(place, page)
    assert found is not None
    assert f'<a href="#{found[1]}">x</a>' in page
    assert "&lt;a href=" in page
    assert page.count('href="#skip-to-here"') == 2  # The theme's link, and the code.


@pytest.mark.parametrize("name", ["a.meta", "a.nbdata", "_metadata.yml"])
def test_metadata_that_is_a_link_out_of_the_blog_is_an_error(
    blog_folder: Path, write_notebook: WriteNotebook, name: str
) -> None:
    """Nothing of a file elsewhere is published; the other posts are."""
    (blog_folder.parent / "elsewhere").write_text("title: Leaked\n.. title: Leaked\n")
    write_notebook(blog_folder / "notebooks/in/a.ipynb", "Words.")
    write_notebook(blog_folder / "notebooks/b.ipynb", "Words.")
    (blog_folder / "notebooks/in" / name).symlink_to(blog_folder.parent / "elsewhere")
    report = convert(find_blog(blog_folder))
    assert [
        f"notebooks/in/{name}: is a link that leads out of the blog, and is not followed (put the file itself there)"
    ] == [str(error) for error in report.errors]
    assert ["notebooks/b.ipynb"] == [page.source for page in report.built]
    assert not [
        path
        for path in blog_folder.rglob("*")
        if path.is_file() and b"Leaked" in path.read_bytes() and "_site" in path.parts
    ]
