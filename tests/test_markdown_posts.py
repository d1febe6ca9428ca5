"""A Markdown file with a title in its front matter is a post, in all that is made of the posts of a blog."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from blogtools.api import Blog, read_post
from blogtools.build.report import Report
from blogtools.cli.complete import complete_notebook
from blogtools.config import find_blog
from blogtools.content.discover import find_sources
from blogtools.errors import NoPostsError, RemovedUrlError
from blogtools.live.draft import Draft
from blogtools.live.links import linked_path, notebook_at
from blogtools.live.others import others_of
from blogtools.live.page import RenderCache, live_page
from blogtools.publish import publish
from blogtools.publish.folder import Folder
from blogtools.serve.build import preview_folder, rebuild
from blogtools.snippets.catalog import read_catalog
from tests.conftest import Run, WriteNotebook, tree
from tests.drafts import Editor, blog
from tests.planted import make_token

HIDDEN = "Zebra."
TEXT = "Rain over the [sea](b.ipynb#Waves).\n\n## Wind\n\n```python\nwind = 1\n```\n"
DIALECTS = {
    "yaml": "---\ntitle: 'Rain: one / two'\ndate: 2024-03-04 10:30\ntags: [sea, wind]\ndescription: Of rain.\n---\n",
    "toml": '+++\ntitle = "Rain: one / two"\ndate = 2024-03-04T10:30:00\ntags = ["sea", "wind"]\n'
    'description = "Of rain."\n+++\n',
    "json": '{\n "title": "Rain: one / two",\n "date": "2024-03-04 10:30",\n "tags": ["sea", "wind"],\n'
    ' "description": "Of rain."\n}\n',
    "header": "Title: Rain: one / two\nDate: 2024-03-04 10:30\nTags: sea,\n    wind\nSummary: Of rain.\n",
}


def write(path: Path, text: str) -> Path:
    """Write a file with its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def published(report: Report) -> set[str]:
    """The files of a report that became pages, without the folder of the posts."""
    return {page.source.removeprefix("notebooks/") for page in report.built}


def page(folder: Path, name: str) -> str:
    """Read a page of a blog."""
    return (folder / "_site" / name / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("windows", [False, True])
@pytest.mark.parametrize("dialect", DIALECTS)
def test_dialects_of_front_matter(
    blog_folder: Path, write_notebook: WriteNotebook, dialect: str, *, windows: bool
) -> None:
    """Each gives the page that a notebook of one cell of Markdown has, to the byte; so do line ends of Windows."""
    write_notebook(blog_folder / "notebooks/b.ipynb", "# B\n\n## Waves")
    text = f"{DIALECTS[dialect]}\n{TEXT}"
    write(blog_folder / "notebooks/a.md", "\ufeff" + text.replace("\n", "\r\n") if windows else text)
    assert published(Blog.open(blog_folder).convert()) == {"a.md", "b.ipynb"}
    of_text = tree(blog_folder / "_site")
    (blog_folder / "notebooks/a.md").unlink()
    write_notebook(blog_folder / "notebooks/a.ipynb", ("raw", DIALECTS["yaml"]), TEXT)
    Blog.open(blog_folder).convert()
    of_notebook = tree(blog_folder / "_site")
    assert of_text["a/index.html"] == of_notebook["a/index.html"]
    assert b"<h1>Rain: one / two</h1>" in of_text["a/index.html"]
    assert b'href="../b/#Waves"' in of_text["a/index.html"]
    assert b'<code class="language-python">' in of_text["a/index.html"]
    for name in ("index.html", "tags/sea/index.html", "feed.xml", "sitemap.xml", "archive/index.html"):
        assert of_text.get(name) == of_notebook.get(name)


def test_lists_feeds_and_targets_have_it(blog_folder: Path, run: Run) -> None:
    """As they have a notebook; the code of a fence is no snippet."""
    with (blog_folder / "blogtools.toml").open("a") as file:
        file.write('base_url = "https://example.org"\n')
    write(blog_folder / "notebooks/a.md", DIALECTS["yaml"] + "\n```python\n#| snippet: wind\nwind = 1\n```\n")
    write(blog_folder / "notebooks/z.md", "---\ntitle: Older\ndate: 2020-01-02\n---\n\nText.\n")
    assert Blog.open(blog_folder).convert().exit_status() == 0
    site = tree(blog_folder / "_site")
    for name in (
        "index.html",
        "tags/sea/index.html",
        "archive/2024/index.html",
        "feed.xml",
        "feed.json",
        "sitemap.xml",
    ):
        assert b"https://example.org/a/" in site[name] or b'/a/"' in site[name] or b'"a/"' in site[name], name
    assert b'class="older" rel="prev" href="../z/"' in site["a/index.html"]
    assert read_catalog(find_blog(blog_folder)).entries == ()
    for target, name in (("hugo", "a/index.md"), ("jekyll", "_posts/2024-03-04-a.md"), ("markdown", "a/index.md")):
        assert run("convert", "--to", target, "-o", blog_folder / "out" / target)[0] == 0
        text = (blog_folder / "out" / target / name).read_text(encoding="utf-8")
        assert "title: 'Rain: one / two'" in text
        assert text.count("title:") == 1
        assert "\n```python\n" in text
        assert "\n\n\n" not in text


def test_one_that_is_named(blog_folder: Path, run: Run) -> None:
    """`convert` and `check` take the path of any Markdown file, and the shell completes those of posts."""
    write(blog_folder / "notebooks/a.md", DIALECTS["toml"] + TEXT.replace("b.ipynb#Waves", "#wind"))
    write(blog_folder / "plain.md", "# A plain file\n\nText.\n")
    assert run("convert", "notebooks/a.md", "--single-file", "-o", "one")[0] == 0
    assert "<h1>Rain: one / two</h1>" in (blog_folder / "one/a.html").read_text(encoding="utf-8")
    assert run("convert", "plain.md", "-o", "out")[0] == 0
    assert "A plain file</h1>" in (blog_folder / "out/plain/index.html").read_text(encoding="utf-8")
    status, output, _ = run("check", "notebooks/a.md")
    assert (status, "1 post checked" in output) == (0, True)
    assert read_post("notebooks/a.md").title == "Rain: one / two"
    completed: Any = complete_notebook(None, None, "notebooks/")  # type: ignore[arg-type]  # what click gives is unused
    assert [item.value for item in completed] == ["notebooks/a.md"]


NOT_POSTS = {
    "plain.md": "# A private note\n\n" + HIDDEN,
    "rule.md": "---\n\n" + HIDDEN + "\n\n---\n",
    "LICENSE.md": HIDDEN,
    "README.md": "---\ntitle: A space\n---\n\n" + HIDDEN,
    "_part.md": "---\ntitle: A part\n---\n\n" + HIDDEN,
    "_private/x.md": "---\ntitle: Private\n---\n\n" + HIDDEN,
    ".obsidian/x.md": "---\ntitle: Settings\n---\n\n" + HIDDEN,
    "daily.md": "---\ndate: 2024-01-02\ntags: [daily]\n---\n\n" + HIDDEN,
    "empty.md": "---\ntitle:\ntags: [a]\n---\n\n" + HIDDEN,
    "quoted.md": '---\ntitle: ""\n---\n\n' + HIDDEN,
    "nested.md": "---\nimage:\n  title: A picture\n---\n\n" + HIDDEN,
    "table.md": '+++\ndate = 2024-01-02\n[extra]\ntitle = "No"\n+++\n\n' + HIDDEN,
    "about.md": "---\nlayout: page\ntitle: About\n---\n\n" + HIDDEN,
    "myst.md": "---\ntitle: A book\nkernelspec:\n  name: python3\n---\n\n" + HIDDEN,
    "made.md": "---\ntitle: A copy\nnb_path: _notebooks/2020-01-02-made.ipynb\n---\n\n" + HIDDEN,
    "twin.md": "---\ntitle: A copy\n---\n\n" + HIDDEN,
    "later.md": "Some text.\n\n---\ntitle: no front matter\n---\n\n" + HIDDEN,
}


def test_what_is_no_post(blog_folder: Path, write_notebook: WriteNotebook, run: Run) -> None:
    """Nothing is published by surprise; each kind is told once, and nothing of what nobody takes for a post."""
    for name, text in NOT_POSTS.items():
        write(blog_folder / "notebooks" / name, text)
    write_notebook(blog_folder / "notebooks/twin.ipynb", "# A notebook")
    report = Blog.open(blog_folder).convert()
    assert published(report) == {"twin.ipynb"}
    assert [] == [name for name, data in tree(blog_folder / "_site").items() if HIDDEN.encode() in data]
    told = {str(one) for one in report.findings if one.slug in ("not-imported", "not-published")}
    add = "to make one a post, begin it with the lines `---`, `title: …` and `---`"
    plain = ("empty", "later", "nested", "plain", "quoted")
    assert told == {
        "notebooks/README.md: is no post: a README is for those who see the files (to make one a post, rename it)",
        "notebooks/about.md: is no post: its `layout` says that it is a page (to make one a post, remove that line)",
        "notebooks/myst.md: is a post, but no notebook, and not published"
        " (make notebooks of them: blogtools import notebooks/myst.md)",
        "notebooks/made.md: is no post: it was made from a notebook (`nb_path`) (to make one a post, remove that line)",
        "notebooks/twin.md: is no post: the notebook of the same name beside it is"
        " (to make one a post of its own, rename it)",
        "notebooks/_private/x.md: is not published: the name of its folder, _private, begins with _"
        " (to publish it anyway, name it: blogtools convert notebooks/_private/x.md)",
        "2 files have front matter without a title, and are not published: notebooks/daily.md, notebooks/table.md"
        " (give them a `title:`, or make notebooks of them: blogtools import notebooks)",
        "6 files are no posts, since they have no front matter with a title: "
        + ", ".join(f"notebooks/{name}.md" for name in plain)
        + f" and 1 more ({add})",
    }
    assert run("check")[1].count("notebooks/plain.md") == 1


def test_plain_files_that_posts_use(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Nobody is told that they are no posts, in a build of nothing neither; the others alone are, and stop a build."""
    for name in ("license", "data", "note"):
        write(blog_folder / f"notebooks/parts/{name}.md", f"The {name}.\n")
    with pytest.raises(NoPostsError, match="Markdown needs front matter with a title, which notebooks"):
        Blog.open(blog_folder).convert()
    write_notebook(
        blog_folder / "notebooks/a.ipynb", "# A\n\n{{< include parts/license.md >}}\n\n[data](parts/data.md)"
    )
    for _ in range(2):
        (told,) = (one for one in Blog.open(blog_folder).convert().findings if one.slug == "not-published")
        assert told.where.file == "notebooks/parts/note.md"
    (told,) = (one for one in Blog.open(blog_folder).check().findings if one.slug == "not-published")
    assert told.where.file == "notebooks/parts/note.md"


def test_drafts_and_posts_of_the_future(blog_folder: Path) -> None:
    """They wait, as notebooks do."""
    for name, line in (
        ("a", "draft: true"),
        ("b", "published: false"),
        ("c", "status: draft"),
        ("d", "date: 2999-01-01"),
    ):
        write(blog_folder / f"notebooks/{name}.md", f"---\ntitle: {name}\n{line}\n---\n\n{HIDDEN}\n")
    write(blog_folder / "notebooks/e.md", "Title: E\nStatus: draft\n\n" + HIDDEN)
    write(blog_folder / "notebooks/f.md", "Title: F\n\nText.")
    report = Blog.open(blog_folder).convert()
    assert (published(report), report.drafts, report.future) == ({"f.md"}, 4, 1)
    assert [] == [name for name, data in tree(blog_folder / "_site").items() if HIDDEN.encode() in data]


BAD = {
    "no-end.md": ("---\ntitle: A\n\nText.\n", "line 1: has front matter that begins here and does not end"),
    "yaml.md": ("---\ntitle: A\ntags: [a\n---\n", "line 3: is not valid YAML"),
    "toml.md": ('+++\ntitle = "A"\na = b\n+++\n', "line 3: is not valid TOML"),
    "json.md": ('{\n "title": "A",\n "date": }\n\nText.\n', "line 3: is not valid JSON"),
    "date.md": ("Title: A\nTags: b\nDate: soon\n\nText.\n", "line 3: Date: expected a date"),
    "tags.md": ("---\ntitle: A\ncell-tags: 3\n---\n", "cell-tags: expected a list of tags"),
    "embed.md": (
        "---\ntitle: A\n---\n\nText.\n\n{{< embed no.ipynb#a >}}\n",
        "line 7: embeds no.ipynb#a, but there is no notebook notebooks/no.ipynb",
    ),
    "long.md": ("---\ntitle: A\n---\n\n" + "word " * 800_000, "which may have 1,000,000"),
}


def test_what_is_wrong_with_one(blog_folder: Path, run: Run) -> None:
    """Costs that one: a line each with the place in the file, exit status 1, all others built."""
    for name, (text, _) in BAD.items():
        write(blog_folder / "notebooks" / name, text)
    (blog_folder / "notebooks/latin.md").write_bytes(b"---\ntitle: A\n---\n\nna\xefve\n")
    (blog_folder / "notebooks/utf-16.md").write_bytes("---\ntitle: A\n---\n".encode("utf-16"))
    (blog_folder / "notebooks/link.md").symlink_to("nowhere")
    (blog_folder / "notebooks/folder.md").mkdir()
    os.mkfifo(blog_folder / "notebooks/pipe.md")
    write(blog_folder / "notebooks/good.md", "---\ntitle: Good\n---\n\nText.\n")
    status, out, messages = run("convert")
    assert status == 1
    assert f"1 post written to {blog_folder}/_site, {len(BAD) + 4} failed" in out
    for name, message in (
        *((name, message) for name, (_, message) in BAD.items()),
        ("latin.md", "line 5: is not UTF-8 (save it as UTF-8)"),
        ("utf-16.md", "line 1: is not UTF-8 (save it as UTF-8)"),
        ("link.md", "is a link to a file that does not exist"),
        ("pipe.md", "is not a regular file"),
    ):
        (line,) = [one for one in messages.splitlines() if one.startswith(f"error: notebooks/{name}")]
        assert message in line, line
        assert ", cell " not in line


def test_a_link_that_leads_out_of_the_blog(blog_folder: Path, tmp_path: Path) -> None:
    """A post there is an error, as a notebook is; anything else is nobody's business."""
    write(tmp_path / "post.md", "---\ntitle: A\n---\n\n" + HIDDEN)
    write(tmp_path / "note.md", HIDDEN)
    for name in ("post", "note"):
        (blog_folder / f"notebooks/{name}.md").symlink_to(tmp_path / f"{name}.md")
    write(blog_folder / "notebooks/a.md", "---\ntitle: A\n---\n\nText.")
    (error,) = Blog.open(blog_folder).convert().errors
    assert str(error).startswith("notebooks/post.md: is a link that leads out of the blog, and is not followed")


def test_places_of_findings(blog_folder: Path, write_notebook: WriteNotebook, run: Run) -> None:
    """They are lines of the file in every form of report, though the front matter was split off."""
    write_notebook(blog_folder / "notebooks/b.ipynb", "# B")
    lines = (
        "---",
        "title: A",
        "---",
        "",
        "Text with ![](no.png) and [x](no.ipynb).",
        "",
        "Twice: [y](b.ipynb#no) and [z](#nowhere).",
        "",
        "A formula: $\\nope{x}$.",
        "",
        "See @fig-nothing. TODO",
    )
    write(blog_folder / "notebooks/a.md", "\n".join(lines))
    found = {
        (one.slug, one.where.line) for one in Blog.open(blog_folder).check().findings if one.where.file.endswith(".md")
    }
    expected = {("missing-alt", 5), ("missing-file", 5), ("broken-link", 5), ("broken-link", 7), ("formula", 9)}
    assert expected | {("crossref", 11), ("unfinished", 11)} <= found
    assert all(line for _, line in found)
    report = json.loads(run("check", "--json")[1])
    assert {one["where"]["cell"] for one in report["findings"] if one["where"]["file"].endswith(".md")} == {None}
    annotations = run("check", "--format", "github")[1].splitlines()
    assert any("file=notebooks/a.md,line=9,title=blogtools%3A formula::" in one for one in annotations) or any(
        "file=notebooks/a.md,line=9," in one for one in annotations
    )
    assert not any("cell" in one.partition("::")[2].partition("::")[2] for one in annotations if "a.md" in one)


def test_links_to_and_from(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """From notebooks to Markdown, from there to notebooks, to headings, by reference, tag of Jekyll, and title."""
    write(blog_folder / "notebooks/2024-01-02-a.md", "---\ntitle: A note\n---\n\n## Wind\n\n[b](deep/b.ipynb#Waves)\n")
    write(blog_folder / "notebooks/c.md", "---\ntitle: C\n---\n\n[](2024-01-02-a.md) and {doc}`2024-01-02-a`.\n")
    write(blog_folder / "notebooks/d.markdown", "---\ntitle: D\n---\n\n[c][1]\n\n[1]: c.md\n")
    cells = "# B\n\n## Waves\n\n[a](../2024-01-02-a.md#wind) {x} [to a]({% post_url 2024-01-02-a %}) [d](../d.markdown)"
    write_notebook(blog_folder / "notebooks/deep/b.ipynb", cells)
    report = Blog.open(blog_folder).convert()
    assert [one for one in report.findings if one.slug in ("broken-link", "missing-file", "crossref")] == []
    b = page(blog_folder, "b")
    assert 'href="../a/#wind"' in b
    assert 'href="../a/">to a</a>' in b
    assert 'href="../d/"' in b
    assert 'href="../b/#Waves"' in page(blog_folder, "a")
    assert page(blog_folder, "c").count('href="../a/">A note</a>') == 2
    assert 'href="../c/"' in page(blog_folder, "d")
    assert not [name for name in tree(blog_folder / "_site") if name.endswith(".md")]


def test_links_to_what_is_no_post(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """A plain file is a file to download; a draft is told; the copy of a notebook means that."""
    write(blog_folder / "notebooks/plain.md", "# Plain")
    write(blog_folder / "notebooks/draft.md", "---\ntitle: D\ndraft: true\n---\n\n" + HIDDEN)
    write(blog_folder / "notebooks/twin.md", "---\ntitle: T\n---\n\nText.")
    write_notebook(blog_folder / "notebooks/twin.ipynb", "# Twin")
    write(
        blog_folder / "notebooks/a.md", "---\ntitle: A\n---\n\n[x](plain.md) [y](draft.md)\n[z](twin.md) [f](../f.md)\n"
    )
    write(blog_folder / "static/f.md", "A file of the site.")
    report = Blog.open(blog_folder).convert()
    (broken,) = (str(one) for one in report.findings if one.slug == "broken-link")
    assert broken.startswith("notebooks/a.md, line 5: refers to draft.md, which is no page or file of the site")
    assert (blog_folder / "_site/a/plain.md").read_text() == "# Plain"
    assert 'href="../twin/"' in page(blog_folder, "a")
    assert [] == [name for name, data in tree(blog_folder / "_site").items() if HIDDEN.encode() in data]


def test_pages_are_built_again(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """When the file becomes a post, and when it changes."""
    note = write(blog_folder / "notebooks/a.md", "Just a note.\n")
    write_notebook(blog_folder / "notebooks/b.ipynb", "# B\n\n[a](a.md)")
    assert published(Blog.open(blog_folder).convert()) == {"b.ipynb"}
    assert (blog_folder / "_site/b/a.md").is_file()
    assert published(Blog.open(blog_folder).convert()) == set()
    write(note, "---\ntitle: A\n---\n\nA post.\n")
    assert published(Blog.open(blog_folder).convert()) == {"a.md", "b.ipynb"}
    assert 'href="../a/"' in page(blog_folder, "b")
    assert not (blog_folder / "_site/b/a.md").exists()


def test_published_addresses(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """They are kept when a file is renamed, and when a notebook takes its place; else publishing stops."""
    text = "---\ntitle: Rain over the sea\n---\n\nSome words to know it by.\n\n## First part\n\n## Second part\n"
    note = write(blog_folder / "notebooks/rain.md", text)
    publish(find_blog(blog_folder), Folder(Path("_site")))
    note.rename(blog_folder / "notebooks/water.md")
    publish(find_blog(blog_folder), Folder(Path("_site")))
    assert "../water/" in page(blog_folder, "rain")
    write_notebook(blog_folder / "notebooks/water.ipynb", ("raw", "---\ntitle: Rain\n---"), "From the notebook.")
    publish(find_blog(blog_folder), Folder(Path("_site")))
    assert "From the notebook." in page(blog_folder, "water")
    for path in (blog_folder / "notebooks").glob("water.*"):
        path.unlink()
    write(blog_folder / "notebooks/other.md", "---\ntitle: Other\n---\n\nText.\n")
    with pytest.raises(RemovedUrlError):
        publish(find_blog(blog_folder), Folder(Path("_site")))


def test_two_posts_at_one_address(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Are told as two notebooks are, and neither takes the place of the other."""
    write(blog_folder / "notebooks/a.md", "---\ntitle: A\nslug: same\n---\n\nText.")
    write_notebook(blog_folder / "notebooks/b.ipynb", ("raw", "---\nslug: same\n---"), "# B")
    write(blog_folder / "notebooks/c.markdown", "---\ntitle: C\n---\n\nText.")
    write(blog_folder / "notebooks/c.md", "---\ntitle: C\n---\n\nText.")
    first, *_, last = sorted(str(one) for one in Blog.open(blog_folder).convert().errors)
    assert first == (
        "notebooks/a.md, line 3: has the same address as notebooks/b.ipynb: same/index.html"
        " (give one of them a `slug:` of its own)"
    )
    assert last.startswith("notebooks/c.md: has the same address as notebooks/c.markdown: c/index.html")


def test_embeds_and_includes(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Cells of notebooks are shown in Markdown, with their outputs, and text of files is included."""
    stream = {"output_type": "stream", "name": "stdout", "text": "42 mm"}
    cell = {"cell_type": "code", "source": "#| label: rain\nrain = 42", "outputs": [stream]}
    write_notebook(blog_folder / "notebooks/b.ipynb", "# B", cell)
    write(blog_folder / "notebooks/_part.md", "Included text.\n")
    text = "---\ntitle: A\n---\n\n{{< embed b.ipynb#rain >}}\n\n{{< include _part.md >}}\n"
    write(blog_folder / "notebooks/a.md", text)
    report = Blog.open(blog_folder).convert()
    assert report.exit_status() == 0
    assert "42 mm" in page(blog_folder, "a")
    assert "Included text." in page(blog_folder, "a")
    assert published(Blog.open(blog_folder).convert()) == set()
    write(blog_folder / "notebooks/_part.md", "Other text.\n")
    assert published(Blog.open(blog_folder).convert()) == {"a.md"}


def test_a_secret(blog_folder: Path, run: Run) -> None:
    """Is told with its line by every gate, and withheld; the front matter masks it, or says that it is none."""
    token = make_token("a")
    note = write(blog_folder / "notebooks/a.md", f"---\ntitle: A\n---\n\nText.\n\nThe key is `{token}`.\n")
    for command in (("check",), ("convert",), ("publish", "--to", "../out"), ("convert", "--to", "hugo")):
        status, out, err = run(*command)
        assert status == 1, command
        assert "line 7: has what looks like a GitHub token" in out + err, command
        assert token not in out + err
    assert [] == [
        path
        for path, data in tree(blog_folder.parent).items()
        if token.encode() in data and path != "blog/notebooks/a.md"
    ]
    note.write_text(note.read_text().replace("title: A", "title: A\ncell-tags: [redact]"))
    assert run("convert")[0] == 0
    assert token not in page(blog_folder, "a")
    note.write_text(note.read_text().replace("[redact]", "ok:secret"))
    assert run("convert")[0] == 0
    assert token in page(blog_folder, "a")


def test_what_the_author_has_replaced(blog_folder: Path) -> None:
    """Rules of the settings hold for its text, its metadata and its name."""
    with (blog_folder / "blogtools.toml").open("a") as file:
        file.write('\n[redact]\n"(?i)acme" = "customer"\n')
    write(blog_folder / "notebooks/acme.md", "---\ntitle: At Acme\ntags: [Acme]\n---\n\nAcme has rain.\n\n## Acme\n")
    assert Blog.open(blog_folder).convert().exit_status() == 0
    assert [] == [path for path, data in tree(blog_folder / "_site").items() if b"acme" in data.lower()]


def test_a_blog_of_pelican(tmp_path: Path, write_notebook: WriteNotebook) -> None:
    """What lies in its folder of posts is a post; pages, what shows a notebook, and anything else is none."""
    write(tmp_path / "pelicanconf.py", "PATH = 'content'\nPAGE_PATHS = ['static/pages']\n")
    write(tmp_path / "content/a.md", "Title: A\nDate: 2012-10-04\nSlug: first\n\nText.")
    write(tmp_path / "content/b.md", "Title: B\nDate: 2012-10-05\n\n{% notebook b.ipynb %}\n")
    write(tmp_path / "content/c.md", "Title: C\nDate: 2012-10-06\n\nBefore it.\n\n{% notebook c.ipynb %}\n")
    write(tmp_path / "content/static/pages/about.md", "Title: About\n\n" + HIDDEN)
    write(tmp_path / "elsewhere.md", "Title: E\n\n" + HIDDEN)
    for name in "bc":
        write_notebook(tmp_path / f"content/{name}.ipynb", f"# {name}")
    report = Blog.open(tmp_path).convert()
    assert {one.source for one in report.built} == {"content/a.md", "content/b.ipynb"}
    assert (tmp_path / "_site/first/index.html").is_file()
    told = sorted(str(one.where.file) for one in report.findings if one.slug in ("not-published", "not-imported"))
    assert told == ["content/c.ipynb", "content/c.md", "content/static/pages/about.md", "elsewhere.md"]


def test_what_quarto_leaves_out(tmp_path: Path) -> None:
    """The list of a project holds for Markdown, too."""
    write(tmp_path / "_quarto.yml", 'project:\n  render: ["posts/"]\n')
    for name in ("a", "posts/b"):
        write(tmp_path / f"{name}.md", f"---\ntitle: {name}\n---\n\nText.\n")
    assert {one.source for one in Blog.open(tmp_path).convert().built} == {"posts/b.md"}


def test_what_blogtools_wrote_feeds_nothing(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Markdown for another generator may lie among the posts, and theirs beside it."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "a.md", "---\ntitle: A\n---\n\nText.\n")
    for _ in range(2):
        assert run("convert", "--to", "hugo", "-o", "content")[0] == 0
        write(tmp_path / "content/mine.md", "---\ntitle: Mine\n---\n\nText.\n")
    blog = find_blog(tmp_path)
    assert {source.name for source in find_sources(blog, ())} == {"a.md", "content/mine.md"}
    write(tmp_path / "content/.blogtools-files.json", "damaged")
    assert {source.name for source in find_sources(blog, ())} == {"a.md"}


def test_posts_in_folders_of_their_own(blog_folder: Path) -> None:
    """`index.md` has the name of its folder, with the pictures beside it, as in Hugo."""
    write(blog_folder / "notebooks/rain/index.md", "---\ntitle: Rain\n---\n\n[data](data.csv)\n")
    write(blog_folder / "notebooks/rain/data.csv", "a,b\n")
    write(blog_folder / "notebooks/_index.md", "---\ntitle: All posts\n---\n")
    assert Blog.open(blog_folder).convert().exit_status() == 0
    assert (blog_folder / "_site/rain/data.csv").is_file()


def test_new(blog_folder: Path, run: Run) -> None:
    """`blogtools new --markdown` starts one; no post hides another of its name."""
    status, out, _ = run("new", "Rain", "over", "the sea", "--markdown", "--tag", "sea", "--template", "tutorial")
    assert (status, out) == (0, f"{blog_folder}/notebooks/rain-over-the-sea.md is ready; any editor opens it.\n")
    text = (blog_folder / "notebooks/rain-over-the-sea.md").read_text(encoding="utf-8")
    assert text.startswith("---\ntitle: Rain over the sea\ndate: ")
    assert "\n```python\nimport sys\n" in text
    assert run("new", "Rain over the sea")[0] == 2
    assert published(Blog.open(blog_folder).convert()) == {"rain-over-the-sea.md"}
    assert run("new", "Wind")[0] == 0
    assert run("new", "Wind", "--markdown")[0] == 2


def test_a_long_front_matter(blog_folder: Path) -> None:
    """The title is found wherever it stands in it."""
    keys = "\n".join(f"  - word-{number}" for number in range(900))
    write(blog_folder / "notebooks/a.md", f"---\nthings:\n{keys}\ntitle: A\n---\n\nText.\n")
    assert published(Blog.open(blog_folder).convert()) == {"a.md"}


def test_a_notebook_of_the_same_cells(blog_folder: Path, run: Run) -> None:
    """`blogtools import` makes one of a post, which takes its place and its address."""
    write(blog_folder / "notebooks/a.md", DIALECTS["header"] + "\n" + TEXT.replace("b.ipynb#Waves", "#wind"))
    Blog.open(blog_folder).convert()
    before = page(blog_folder, "a")
    assert run("import", "notebooks/a.md")[0] == 0
    report = Blog.open(blog_folder).convert()
    assert published(report) == {"a.ipynb"}
    title = before[before.index("<h1>") : before.index("</h1>")]
    assert title in page(blog_folder, "a")
    (told,) = (one for one in report.findings if one.slug == "not-published")
    assert told.where.file == "notebooks/a.md"


def test_the_preview_of_a_browser(blog_folder: Path) -> None:
    """`blogtools serve` builds it when the file changes, and tells what is wrong with its line."""
    note = write(blog_folder / "notebooks/a.md", "---\ntitle: A\n---\n\nRain.\n")
    assert rebuild(blog_folder).problems == ()
    write(note, "---\ntitle: A\ndate: soon\n---\n\nWind.\n")
    (problem,) = rebuild(blog_folder).problems
    assert str(problem).startswith("notebooks/a.md, line 3: date: expected a date")
    write(note, "---\ntitle: A\n---\n\nWind.\n")
    assert rebuild(blog_folder).problems == ()
    assert "Wind." in (preview_folder(blog_folder) / "a/index.html").read_text(encoding="utf-8")


def test_the_preview_in_jupyterlab(tmp_path: Path) -> None:
    """Of a notebook: links lead to posts in Markdown, and these stand around it."""
    place = blog(tmp_path)
    note = write(tmp_path / "notebooks/note.md", "---\ntitle: A note\ndate: 2020-01-02\n---\n\n## Wind\n")
    editor = Editor([{"cell_type": "markdown", "metadata": {}, "source": "[a](note.md#wind) [](note.md)"}])
    page = live_page(place, Draft().after(editor.update()), RenderCache())
    assert b'href="../note/#wind"' in page.content
    assert b'href="../note/">A note</a>' in page.content
    assert notebook_at(place, linked_path(page, "../note/")) == note
    assert [one for one in page.post.findings if "note" in one.message] == []
    others = {one.source.name for one in others_of(place.blog, find_sources(place.blog, ()))}
    assert others == {"notebooks/note.md", "notebooks/other.ipynb"}
