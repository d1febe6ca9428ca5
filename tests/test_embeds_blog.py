"""Posts that show cells of other posts, from notebooks on disk to pages that stay in step."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from blogtools.build.pipeline import Options, convert
from blogtools.build.report import Report
from blogtools.config import find_blog
from blogtools.render.targets import SINGLE_FILE, TARGETS
from tests.conftest import WriteNotebook, tree

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="2" height="1"/>'


def plot(label: str = "plot", text: str = "a plot") -> dict[str, Any]:
    """A code cell with a label that printed something."""
    outputs = [{"output_type": "stream", "name": "stdout", "text": f"{text}\n"}]
    return {"cell_type": "code", "source": f"#| label: {label}\nprint({text!r})", "outputs": outputs}


def markdown(name: str, source: str) -> dict[str, Any]:
    """A Markdown cell with an id."""
    return {"cell_type": "markdown", "source": source, "id": name}


def reasons(report: Report) -> dict[str, str]:
    """What was built, and why."""
    assert [str(error) for error in report.errors] == []
    return {built.source: built.reason for built in report.built}


def page(folder: Path, slug: str) -> str:
    """The page of a post."""
    return (folder / f"_site/{slug}/index.html").read_text()


def age(folder: Path) -> None:
    """Make the notebooks old enough that their times prove that they did not change."""
    for path in folder.rglob("*.ipynb"):
        os.utime(path, (path.stat().st_mtime - 60,) * 2)


def refuse_notebooks(patch: pytest.MonkeyPatch) -> None:
    """From now on no notebook may be read."""
    read_bytes = Path.read_bytes
    patch.setattr(
        Path, "read_bytes", lambda path: pytest.fail(str(path)) if path.suffix == ".ipynb" else read_bytes(path)
    )


@pytest.fixture
def blog(blog_folder: Path, write_notebook: WriteNotebook) -> Path:
    """Post a shows the plot of post b."""
    write_notebook(blog_folder / "notebooks/a.ipynb", "# The a & o", "Look:\n\n{{< embed b.ipynb#plot >}}\n\nNice.")
    write_notebook(blog_folder / "notebooks/b.ipynb", "# The b", plot())
    return blog_folder


def test_the_page_shows_the_cell_and_says_where_it_is_from(blog: Path) -> None:
    """In its place, with a link to the cell; the other page says where it is used."""
    report = convert(find_blog(blog))
    assert reasons(report) == dict.fromkeys(("notebooks/a.ipynb", "notebooks/b.ipynb"), "new")
    assert [str(finding) for finding in report.findings] == []
    assert (
        '<p>Look:</p>\n</div>\n<div class="cell cell-code" data-cell="2">\n<div class="outputs">\n'
        '<div class="output output-stream output-stdout" id="plot"><pre>a plot</pre></div>\n</div>\n'
        '<p class="origin">From <a href="../b/#plot">The b</a></p>\n</div>\n'
        '<div class="cell cell-markdown" data-cell="2">\n<p>Nice.</p>'
    ) in page(blog, "a").replace("a plot\n</pre>", "a plot</pre>")
    assert '<p class="used-in">Used in: <a href="../a/">The a &amp; o</a></p>' in page(blog, "b")
    assert "used-in" not in page(blog, "a")


def test_nothing_changed_builds_and_reads_nothing(blog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the posts nor the notebooks they embed from."""
    age(blog)
    convert(find_blog(blog))
    before = tree(blog / "_site")
    refuse_notebooks(monkeypatch)
    report = convert(find_blog(blog))
    assert (report.built, report.unchanged) == ((), 2)
    monkeypatch.undo()
    assert tree(blog / "_site") == before


def test_an_edit_of_the_source_rebuilds_its_user(blog: Path, write_notebook: WriteNotebook) -> None:
    """And nothing else."""
    write_notebook(blog / "notebooks/c.ipynb", "# The c")
    convert(find_blog(blog))
    write_notebook(blog / "notebooks/b.ipynb", "# The b", plot(text="another plot"))
    assert reasons(convert(find_blog(blog))) == {
        "notebooks/a.ipynb": "b.ipynb, which it shows, changed",
        "notebooks/b.ipynb": "changed",
    }
    assert "another plot" in page(blog, "a")


def test_a_title_beside_the_source_rebuilds_its_user(blog: Path) -> None:
    """The line below the cell names the title that the page has."""
    convert(find_blog(blog))
    (blog / "notebooks/_metadata.yml").write_text("title: Of the folder\n")
    convert(find_blog(blog))
    assert '<a href="../b/#plot">Of the folder</a>' in page(blog, "a")
    (blog / "notebooks/_metadata.yml").unlink()
    (blog / "notebooks/b.nbdata").write_text("Title: From beside\n")
    convert(find_blog(blog))
    assert '<a href="../b/#plot">From beside</a>' in page(blog, "a")
    assert reasons(convert(find_blog(blog))) == {}


def test_a_metadata_file_does_not_make_the_source_be_read(blog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its hash is known without it."""
    (blog / "notebooks/b.nbdata").write_text("Title: From beside\n")
    os.utime(blog / "notebooks/b.nbdata", (1, 1))
    age(blog)
    convert(find_blog(blog))
    refuse_notebooks(monkeypatch)
    assert convert(find_blog(blog)).unchanged == 2


def test_a_new_user_is_named_on_the_page_of_the_source(blog: Path, write_notebook: WriteNotebook) -> None:
    """Which is not built again for that."""
    convert(find_blog(blog))
    write_notebook(blog / "notebooks/c.ipynb", "# The c", "{{< embed b.ipynb#plot >}}")
    assert reasons(convert(find_blog(blog))) == {"notebooks/c.ipynb": "new"}
    assert 'Used in: <a href="../a/">The a &amp; o</a>, <a href="../c/">The c</a></p>' in page(blog, "b")
    assert reasons(convert(find_blog(blog))) == {}


def test_a_user_that_moves_or_is_renamed_or_goes_is_followed(blog: Path, write_notebook: WriteNotebook) -> None:
    """The last one takes the whole line along."""
    convert(find_blog(blog))
    write_notebook(
        blog / "notebooks/a.ipynb", ("raw", "---\ntitle: New\nslug: moved\n---"), "{{< embed b.ipynb#plot >}}"
    )
    assert "notebooks/b.ipynb" not in reasons(convert(find_blog(blog)))
    assert '<a href="../moved/">New</a>' in page(blog, "b")
    (blog / "notebooks/a.ipynb").unlink()
    assert reasons(convert(find_blog(blog), options=Options(allow_removed_urls=True))) == {}
    assert "used-in" not in page(blog, "b")
    assert reasons(convert(find_blog(blog))) == {}


def test_two_posts_may_use_each_other(blog: Path, write_notebook: WriteNotebook) -> None:
    """That is no circle: cells are embedded, not posts."""
    write_notebook(blog / "notebooks/a.ipynb", "# The a", "{{< embed b.ipynb#plot >}}", plot("mine"))
    write_notebook(blog / "notebooks/b.ipynb", "# The b", "{{< embed a.ipynb#mine >}}", plot())
    reasons(convert(find_blog(blog)))
    assert 'Used in: <a href="../b/">The b</a>' in page(blog, "a")
    assert 'Used in: <a href="../a/">The a</a>' in page(blog, "b")
    assert reasons(convert(find_blog(blog))) == {}


def test_drafts_are_no_users_unless_they_are_published(blog: Path, write_notebook: WriteNotebook) -> None:
    """No page links to one that is not there."""
    write_notebook(
        blog / "notebooks/d.ipynb", ("raw", "---\ntitle: Secret\ndraft: true\n---"), "{{< embed b.ipynb#plot >}}"
    )
    convert(find_blog(blog))
    assert "Secret" not in page(blog, "b")
    convert(find_blog(blog), options=Options(drafts=True))
    assert 'Used in: <a href="../d/">Secret</a>, <a href="../a/">The a &amp; o</a>' in page(blog, "b")
    assert reasons(convert(find_blog(blog))) == {}
    assert "Secret" not in page(blog, "b")


def test_a_cell_of_a_draft_is_shown_without_a_link(blog: Path, write_notebook: WriteNotebook) -> None:
    """The author is told; the rest of the draft stays unpublished."""
    write_notebook(blog / "notebooks/b.ipynb", ("raw", "---\ntitle: Secret\ndraft: true\n---"), plot())
    report = convert(find_blog(blog))
    assert [str(finding) for finding in report.findings] == [
        "notebooks/a.ipynb, cell 2: shows a cell of b.ipynb#plot, which is no post (publish it too)"
    ]
    assert '<p class="origin">From Secret</p>' in page(blog, "a")
    assert reasons(convert(find_blog(blog))) == {}


def test_circles_and_missing_targets_stop_only_their_posts(blog: Path, write_notebook: WriteNotebook) -> None:
    """Each is told with both ends; all other posts are written."""
    notebooks = blog / "notebooks"
    write_notebook(notebooks / "c.ipynb", markdown("c1", "{{< embed d.ipynb#d1 >}}"))
    write_notebook(notebooks / "d.ipynb", "Text.", markdown("d1", "{{< embed c.ipynb#c1 >}}"))
    write_notebook(notebooks / "e.ipynb", "{{< embed b.ipynb#plit >}}")
    write_notebook(notebooks / "f.ipynb", "{{< embed bb.ipynb#plot >}}")
    report = convert(find_blog(blog))
    circle = "and so on in a cycle (remove one of these embeds)"
    assert [str(error) for error in report.errors] == [
        "notebooks/c.ipynb, cell 1: embeds notebooks/d.ipynb#d1 (cell 2), which embeds notebooks/c.ipynb#c1 (cell 1),"
        f" {circle}",
        "notebooks/d.ipynb, cell 2: embeds notebooks/c.ipynb#c1 (cell 1), which embeds notebooks/d.ipynb#d1 (cell 2),"
        f" {circle}",
        "notebooks/e.ipynb, cell 1: embeds b.ipynb#plit, but notebooks/b.ipynb has no cell named plit"
        " (did you mean plot?)",
        "notebooks/f.ipynb, cell 1: embeds bb.ipynb#plot, but there is no notebook notebooks/bb.ipynb"
        " (did you mean notebooks/b.ipynb?)",
    ]
    assert {error.slug for error in report.errors} == {"embed"}
    assert sorted(built.source for built in report.built) == ["notebooks/a.ipynb", "notebooks/b.ipynb"]
    write_notebook(notebooks / "bb.ipynb", plot())
    fixed = convert(find_blog(blog))
    assert [error.where.file for error in fixed.errors] == [f"notebooks/{name}.ipynb" for name in "cde"]


def test_a_name_that_goes_away_is_told_and_the_last_page_stands(blog: Path, write_notebook: WriteNotebook) -> None:
    """On every build until it is mended."""
    convert(find_blog(blog))
    write_notebook(blog / "notebooks/b.ipynb", "# The b", plot("chart"))
    for _ in range(2):
        report = convert(find_blog(blog))
        assert [str(error) for error in report.errors] == [
            "notebooks/a.ipynb, cell 2: embeds b.ipynb#plot, but notebooks/b.ipynb has no cell named plot"
            " (name the cell there with a line `#| label: NAME`)"
        ]
        assert "a plot" in page(blog, "a")


def test_a_label_is_looked_for_in_all_posts_and_followed(
    blog: Path, write_notebook: WriteNotebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An image of a label becomes the cell as soon as one has it, and says so where several do."""
    notebooks = blog / "notebooks"
    write_notebook(notebooks / "m.ipynb", "# The m", "![A chart](#chart)")
    age(blog)
    assert "notebooks/m.ipynb" in reasons(convert(find_blog(blog)))
    assert '<img src="#chart" alt="A chart"' in page(blog, "m")
    with monkeypatch.context() as patch:
        refuse_notebooks(patch)
        assert reasons(convert(find_blog(blog))) == {}

    write_notebook(notebooks / "deep/c.ipynb", "# The c", plot("chart", "a chart"))
    assert reasons(convert(find_blog(blog))) == {
        "notebooks/deep/c.ipynb": "new",
        "notebooks/m.ipynb": "#chart, which it shows, is in other notebooks now",
    }
    assert "<pre>a chart" in page(blog, "m")
    assert '<p class="origin">From <a href="../c/#chart">The c</a></p>' in page(blog, "m")
    assert 'Used in: <a href="../m/">The m</a>' in page(blog, "c")
    assert reasons(convert(find_blog(blog))) == {}

    write_notebook(notebooks / "b.ipynb", "# The b", plot(), plot("chart"))
    report = convert(find_blog(blog))
    assert [str(error) for error in report.errors] == [
        "notebooks/m.ipynb, cell 2: embeds #chart, a label that 2 notebooks have: notebooks/b.ipynb,"
        " notebooks/deep/c.ipynb (name the notebook: {{< embed b.ipynb#chart >}})"
    ]
    (notebooks / "deep/c.ipynb").unlink()
    assert reasons(convert(find_blog(blog), options=Options(allow_removed_urls=True))) == {
        "notebooks/m.ipynb": "notebooks/deep/c.ipynb, which it links to, moved",
    }
    assert '<p class="origin">From <a href="../b/#chart">The b</a></p>' in page(blog, "m")


def test_pictures_of_embedded_markdown_come_along(blog: Path, write_notebook: WriteNotebook) -> None:
    """They lie beside the other notebook, and a change of them is seen."""
    (blog / "notebooks/deep/img").mkdir(parents=True)
    (blog / "notebooks/deep/img/p.svg").write_text(SVG)
    write_notebook(blog / "notebooks/deep/c.ipynb", "# The c", markdown("i", "![p](img/p.svg) [b](../b.ipynb)"))
    write_notebook(blog / "notebooks/a.ipynb", "{{< embed deep/c.ipynb#i >}}")
    convert(find_blog(blog))
    assert len(list((blog / "_site/a").glob("*.svg"))) == 1
    assert '<a href="../b/">b</a>' in page(blog, "a")
    (blog / "notebooks/deep/img/p.svg").write_text(SVG.replace('"2"', '"3"'))
    assert set(reasons(convert(find_blog(blog)))) == {"notebooks/a.ipynb", "notebooks/deep/c.ipynb"}


def test_one_post_converted_by_its_path_embeds_and_links(blog: Path) -> None:
    """The source itself is not built; its page follows with the next build of the blog."""
    assert set(reasons(convert(find_blog(blog), [Path("notebooks/a.ipynb")]))) == {"notebooks/a.ipynb"}
    assert '<p class="origin">From <a href="../b/#plot">The b</a></p>' in page(blog, "a")
    assert reasons(convert(find_blog(blog))) == {"notebooks/b.ipynb": "new"}
    assert "used-in" in page(blog, "b")


@pytest.mark.parametrize(
    ("target", "origin", "used_in"),
    [
        ("markdown", "*From [The b](../b/index.md#plot)*", "*Used in: [The a & o](../a/index.md)*"),
        ("hugo", "*From [The b](../b/#plot)*", "*Used in: [The a & o](../a/)*"),
        (
            "jekyll",
            "*From [The b]({% post_url 2020-05-02-b %}#plot)*",
            "*Used in: [The a & o]({% post_url 2020-05-01-a %})*",
        ),
    ],
)
def test_markdown_has_the_cell_in_its_place(
    blog: Path, write_notebook: WriteNotebook, target: str, origin: str, used_in: str
) -> None:
    """For the generators too, in their forms of links."""
    source = "Look:\n\n{{< embed b.ipynb#plot echo=true >}}\n\nNice."
    write_notebook(blog / "notebooks/a.ipynb", ("raw", "---\ndate: 2020-05-01\n---"), "# The a & o", source)
    write_notebook(blog / "notebooks/b.ipynb", ("raw", "---\ndate: 2020-05-02\n---"), "# The b", plot())
    report = convert(find_blog(blog), options=Options(TARGETS[target]))
    reasons(report)
    texts = {built.source: Path(report.output, built.page).read_text() for built in report.built}
    text = texts["notebooks/a.ipynb"].replace("{% raw %}", "").replace("{% endraw %}", "")
    assert (
        f"Look:\n\n```python\nprint('a plot')\n```\n\n<a id=\"plot\"></a>\n\n```text\na plot\n```\n\n{origin}" in text
    )
    assert text.endswith(f"{origin}\n\nNice.\n")
    assert texts["notebooks/b.ipynb"].replace("{% raw %}", "").replace("{% endraw %}", "").endswith(f"{used_in}\n")


def test_a_post_without_a_date_is_surveyed_without_its_embeds(blog: Path) -> None:
    """Jekyll's addresses need a date, which an embedded cell never gives."""
    report = convert(find_blog(blog), options=Options(TARGETS["jekyll"]))
    pages = sorted(re.sub(r"\d{4}-\d\d-\d\d", "DAY", built.page) for built in report.built)
    assert pages == ["_posts/DAY-a.md", "_posts/DAY-b.md"]


def fill(folder: Path, write_notebook: WriteNotebook) -> None:
    """A blog in which many posts show cells of many."""
    for number in range(12):
        next_one = (number + 1) % 12
        write_notebook(
            folder / f"notebooks/{number % 3}/p{number}.ipynb",
            f"# Post {number}",
            f"$x_{number}$\n\n{{{{< embed /notebooks/{next_one % 3}/p{next_one}.ipynb#cell >}}}}\n\n$y$ [^1]",
            f"![](#l{(number + 5) % 12})\n\n[^1]: Note",
            plot(f"l{number}", f"output {number}"),
            markdown("cell", f"## Of {number}\n\n$z_{number}$ and [a link](p{number}.ipynb)"),
        )


@pytest.mark.parametrize("target", [TARGETS["html"], TARGETS["hugo"], SINGLE_FILE], ids=lambda target: target.name)
def test_one_process_or_two_write_the_same(
    tmp_path: Path, blog_folder: Path, write_notebook: WriteNotebook, target: Any
) -> None:
    """Whatever the order in which posts are built."""
    fill(blog_folder, write_notebook)
    for name, workers in (("one", 1), ("two", 2)):
        report = convert(find_blog(blog_folder), options=Options(target, tmp_path / name, workers=workers, cache=False))
        told = [str(finding) for finding in (*report.errors, *report.findings) if finding.slug != "setup"]
        assert told == []
    assert tree(tmp_path / "two") == tree(tmp_path / "one")


def test_builds_after_changes_are_the_same_as_a_clean_one(
    tmp_path: Path, blog_folder: Path, write_notebook: WriteNotebook
) -> None:
    """To the byte, after each of many changes."""
    fill(blog_folder, write_notebook)
    notebooks = blog_folder / "notebooks"
    one, two = notebooks / "1/p1.ipynb", notebooks / "2/p2.ipynb"
    changes = (
        lambda: write_notebook(two, "# Two", markdown("cell", "other"), plot("l2", "new output")),
        lambda: write_notebook(one, "# One", ("raw", "no embeds"), markdown("cell", "x"), plot("l1")),
        lambda: (notebooks / "0/p9.ipynb").write_text((notebooks / "0/p9.ipynb").read_text().replace("Post 9", "Nine")),
        lambda: write_notebook(notebooks / "new.ipynb", "![](#l3)", "{{< embed 0/p0.ipynb#l0 >}}"),
        (notebooks / "new.ipynb").unlink,
        lambda: write_notebook(
            two, "# Two again", markdown("cell", "other"), plot("l2"), "{{< embed p5.ipynb#cell >}}"
        ),
    )
    for number, change in enumerate((lambda: None, *changes)):
        change()  # type: ignore[operator]
        report = convert(find_blog(blog_folder), options=Options(allow_removed_urls=True))
        clean = tmp_path / f"clean-{number}"
        other = convert(find_blog(blog_folder), options=Options(output=clean, cache=False))
        assert report.errors == other.errors == ()
        assert tree(blog_folder / "_site") == tree(clean)
        assert {finding.message for finding in report.findings} == {finding.message for finding in other.findings}
        assert convert(find_blog(blog_folder)).built == ()


def test_a_post_that_was_built_twice_is_reported_once(blog: Path) -> None:
    """With the reason that came first."""
    report = convert(find_blog(blog))
    assert len(report.built) == 2
    assert report.unchanged == 0
    assert msgspec.json.encode(report.built).count(b'"new"') == 2
