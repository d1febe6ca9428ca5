"""References through all cells of a post and to other posts, in everything that is published."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run, Told, WriteNotebook

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def plot(lines: str, **metadata: Any) -> dict[str, Any]:
    """A cell of code that shows a picture."""
    output = {"output_type": "display_data", "data": {"image/png": PIXEL}, "metadata": {}}
    return {"cell_type": "code", "source": f"{lines}\nplot()", "outputs": [output], "metadata": metadata}


def post(folder: Path, slug: str) -> str:
    """The post itself on its page."""
    page = (folder / f"_site/{slug}/index.html").read_text()
    return page.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("language", "written"),
    [("de-AT", "Abbildung 1"), ("fr", "Figure 1"), ("zh-Hans", "图 1"), ("tlh", "Figure 1")],
)
def test_the_language_of_a_post_names_its_figures(
    blog_folder: Path, write_notebook: WriteNotebook, told: Told, language: str, written: str
) -> None:
    """The blog's, unless a post has one; English if the words are not known."""
    (blog_folder / "blogtools.toml").write_text(f'title = "B"\nlanguage = "{language}"\n')
    write_notebook(blog_folder / "notebooks/a.ipynb", "See @fig-a.", plot("#| label: fig-a\n#| fig-cap: Cap"))
    write_notebook(
        blog_folder / "notebooks/b.ipynb",
        ("raw", "---\nlang: es\n---"),
        "See @fig-a.",
        plot("#| label: fig-a\n#| fig-cap: Cap"),
    )
    told("convert")
    assert f'See <a href="#fig-a">{written}</a>.' in post(blog_folder, "a")
    assert f"<figcaption>{written}: Cap</figcaption>" in post(blog_folder, "a")
    assert 'See <a href="#fig-a">Figura 1</a>.' in post(blog_folder, "b")


def test_labels_in_metadata_and_tags_are_labels(blog_folder: Path, write_notebook: WriteNotebook, told: Told) -> None:
    """Those of MyST-NB, and a tag `label:`."""
    figure = {"mystnb": {"figure": {"name": "one", "caption": "Cap"}}}
    write_notebook(
        blog_folder / "notebooks/a.ipynb",
        "{numref}`one`, @fig-two, {ref}`one`",
        plot("", **figure),
        plot("", tags=["label:fig-two"]),
    )
    assert told("convert", "--strict")[0] == 0
    page = post(blog_folder, "a")
    assert '<a href="#one">Figure 1</a>, <a href="#fig-two">Figure 2</a>, <a href="#one">Cap</a>' in page
    assert 'id="one"' in page
    assert 'id="fig-two"' in page


@pytest.fixture
def two(blog_folder: Path, write_notebook: WriteNotebook) -> Path:
    """Post a refers to things in post b, which refers to things of its own."""
    write_notebook(
        blog_folder / "notebooks/a.ipynb",
        "# A\n\n[](sub/b.ipynb), [this](sub/b.ipynb), [](sub/b.ipynb#fig-b), {doc}`sub/b`, @fig-b, {ref}`there`.",
        "{{< embed sub/b.ipynb#words >}}",
        "{{< embed sub/b.ipynb#fig-plot >}}",
        "Above is @fig-plot.",
        plot("#| label: fig-own\n#| fig-cap: Own"),
    )
    write_notebook(
        blog_folder / "notebooks/sub/b.ipynb",
        "# The *B*\n\n![Pic](p.svg){#fig-b}",
        plot("#| label: fig-plot\n#| fig-cap: Plot"),
        {"cell_type": "markdown", "source": "As @fig-plot and @fig-b say.", "metadata": {"tags": ["words"]}},
        "(there)=\n## There",
    )
    (blog_folder / "notebooks/sub/p.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="2" height="1"/>')
    return blog_folder


def test_references_lead_to_other_posts(two: Path, told: Told) -> None:
    """By the notebook's name, or by a label that only one of them has; with their title."""
    told("convert")
    page = post(two, "a")
    for link in (
        '<a href="../b/">The B</a>, <a href="../b/">this</a>, <a href="../b/#fig-b">Figure 1 (The B)</a>',
        '<a href="../b/">The B</a>, <a href="../b/#fig-b">Figure 1 (The B)</a>, ',
        '<a href="../b/#there">There (The B)</a>',
    ):
        assert link in page


def test_references_in_embedded_text_lead_to_what_is_embedded(two: Path, told: Told) -> None:
    """What is embedded, too, has the numbers of this post; what is not is in its own."""
    told("convert")
    page = post(two, "a")
    assert 'As <a href="#fig-plot">Figure 1</a> and <a href="../b/#fig-b">Figure 1 (The B)</a> say.' in page
    assert "<figcaption>Figure 1: Plot</figcaption>" in page
    assert "<figcaption>Figure 2: Own</figcaption>" in page
    assert 'As <a href="#fig-plot">Figure 2</a> and <a href="#fig-b">Figure 1</a> say.' in post(two, "b")


def test_a_post_is_built_again_when_what_it_refers_to_has_another_number(
    two: Path, write_notebook: WriteNotebook, told: Told
) -> None:
    """And when another post gets its label."""
    told("convert")
    notebook = json.loads((two / "notebooks/sub/b.ipynb").read_text())
    notebook["cells"].insert(0, {"cell_type": "markdown", "metadata": {}, "source": "![First](p.svg){#fig-first}"})
    (two / "notebooks/sub/b.ipynb").write_text(json.dumps(notebook))
    told("convert")
    assert '<a href="../b/#fig-b">Figure 2 (The B)</a>' in post(two, "a")
    write_notebook(two / "notebooks/c.ipynb", "# C\n\n@fig-later")
    assert "nothing has the label fig-later" in told("convert")[1]
    write_notebook(two / "notebooks/d.ipynb", "# D\n\n[x]{#fig-later}")
    told("convert")
    assert 'href="../d/#fig-later"' in post(two, "c")


def test_no_mark_is_in_anything_that_is_published(blog_folder: Path, write_notebook: WriteNotebook, told: Told) -> None:
    """Pages, descriptions, the feed, the index of the search, Markdown."""
    (blog_folder / "blogtools.toml").write_text('title = "B"\nbase_url = "https://x.org"\nauthor = "A"\n')
    write_notebook(
        blog_folder / "notebooks/2026-01-02-a.ipynb",
        "# A title {#sec-title}\n\n![Cap](p.svg){#fig-p}\n\nAs @fig-p, {eq}`e` and {ref}`part` show.",
        "(part)=\n## Part\n\n```{math}\n:label: e\na\n```\n\n::: {#thm-t}\nSo.\n:::",
    )
    (blog_folder / "notebooks/p.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="2" height="1"/>')
    assert told("convert")[0] == 0
    for target in ("markdown", "hugo", "jekyll"):
        told("convert", "--to", target, "-o", f"{target}-out")
    texts = {
        path: (gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()).decode()
        for folder in (blog_folder / "_site", *blog_folder.glob("*-out"))
        for path in folder.rglob("*")
        if path.suffix in {".html", ".xml", ".json", ".md", ".gz"}
    }
    assert len(texts) > 8
    for path, text in texts.items():
        found = re.search(r"@fig|\{#|\{eq\}|\{ref\}|\(part\)=|:label:|:::", text)
        assert found is None, (path, found)
    page = post(blog_folder, "a")
    description = re.search(r'<meta name="description" content="([^"]*)"', page)
    assert description is not None
    assert description[1] == "As Figure 1, (1) and Part show."
    assert 'id="sec-title"' in page


def test_missing_and_repeated_labels_fail_a_strict_build(
    blog_folder: Path, write_notebook: WriteNotebook, run: Run
) -> None:
    """With the cell and the line of each."""
    write_notebook(blog_folder / "notebooks/a.ipynb", "# A\n\nSee @fig-x.", "## B {#sec-a}\n\n## C {#sec-a}\n\n@sec-b")
    status, _, err = run("convert", "--strict")
    assert status == 1
    assert "a.ipynb, cell 1, line 3: nothing has the label fig-x" in err
    assert "a.ipynb, cell 2, line 3: the label sec-a is that of something in cell 2, line 1, too" in err
    assert "a.ipynb, cell 2, line 5: nothing has the label sec-b (did you mean sec-a?)" in err
    assert "foreign-mark" not in err
