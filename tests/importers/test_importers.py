"""Posts of other forms become notebooks: nothing is lost, nothing is overwritten, what is wrong is told."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blogtools import read_post
from blogtools.build.pipeline import convert
from blogtools.cli import cli
from blogtools.config import find_blog
from blogtools.errors import UsageError
from blogtools.importers.markdown import IMPORTER as MARKDOWN
from blogtools.importers.run import IMPORTERS, import_posts
from blogtools.importers.text import IMPORTER as TEXT

FORMS = ", ".join(IMPORTERS)
SEED = Path(__file__).with_name("the-build-finally-passed.txt")
DATED = "November 17, 2014 - A Day in the Life of a Microservice Manager"
TIMED = [
    "8:00 AM - The Morning Grind",
    "9:00 AM - Debugging the Kubernetes Cluster",
    "10:30 AM - Microservices vs. Legacy Code",
    "12:00 PM - Lunch and a Quick Fix",
    "2:00 PM - Kubernetes Daydreams",
    "3:00 PM - Code Review Frenzy",
    "5:00 PM - Reflecting on the Day",
]


def cells_of(path: Path) -> list[tuple[str, str]]:
    """Kind and source of each cell of a notebook."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [(cell["cell_type"], "".join(cell["source"])) for cell in cells]


def run(*args: str | Path) -> tuple[int, str, str]:
    """Exit status, output and errors of `blogtools import`."""
    result = CliRunner().invoke(cli, ["import", *map(str, args)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


# Plain text -----------------------------------------------------------------------------------------------------------


def test_a_diary_of_plain_text_becomes_a_post(blog_folder: Path) -> None:
    """Title to the letter, its date, one dated heading and seven timed ones in order, no word lost."""
    (blog_folder / "blogtools.toml").write_text("cards = false")
    status, out, err = run(SEED)
    notebook = blog_folder / "notebooks/the-build-finally-passed.ipynb"
    assert (status, out, err) == (0, f"{notebook}: from {SEED} (text)\n", "")
    post = read_post(notebook)
    assert post.title == "the build finally passed / the secret was in the env / I kept the old box"
    assert str(post.date) == "2014-11-17"
    assert [(heading.level, heading.text) for heading in post.headings] == [(2, DATED), *((3, text) for text in TIMED)]
    assert [heading.dated.value for heading in post.headings if heading.dated] == [
        "2014-11-17",
        *(f"2014-11-17T{time}" for time in ("08:00", "09:00", "10:30", "12:00", "14:00", "15:00", "17:00")),
    ]
    assert convert(find_blog(blog_folder)).findings == ()
    page = (blog_folder / "_site/the-build-finally-passed/index.html").read_text(encoding="utf-8")
    words = re.sub(r"<[^>]*>", " ", page[page.index("<h1") :]).split()
    remaining = iter(words)
    assert [word for word in SEED.read_text(encoding="utf-8").split("\n", 2)[2].split() if word not in remaining] == []
    assert SEED.read_text(encoding="utf-8").split("\n")[0] in cells_of(notebook)[0][1]


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("A title\n\nTwo words", ["Two words"]),
        ("T\n\nAM\n\nIt rains.\nStill.\n\nPM\n\nDry.", ["## AM\n\nIt rains.\nStill.", "## PM\n\nDry."]),
        ("me@host:~$ cat a\nA title\n\nb c", ["b c"]),
        ("me@host:~$ cat a\n\nA title\n\nb c", ["b c"]),
        ("A title\nand more\n\nb c.", ["and more\n\nb c."]),
        ("T\n\n2*3 <b> $x$ [a] a_b __c_ &amp; `d` \\e.", [r"2\*3 \<b\> \$x\$ \[a\] a_b \_\_c\_ \&amp; \`d\` \\e."]),
        ("T\n\n# no heading\n    - no list\n1. no number.", ["\\# no heading\n\\- no list\n1\\. no number."]),
        ("\ufeffT\r\n\r\n8:00 - up\r\n\r\nand about.", ["## 8:00 - up\n\nand about."]),
    ],
)  # fmt: skip
def test_plain_text(tmp_path: Path, text: str, cells: list[str]) -> None:
    """A line that stands alone is a heading unless it ends like a sentence; what looks like markup is none."""
    path = tmp_path / "a.txt"
    path.write_bytes(text.encode())
    kinds, sources = zip(*TEXT.read(path).cells[1:], strict=True)
    assert (list(sources), {*kinds}) == (cells, {"markdown"})


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.text("ab*_#<>&`$[]()\\-+=~|1.!:{}\"' \n", max_size=60), min_size=2, max_size=6))
def test_the_words_of_a_text_are_on_its_page(blog_folder: Path, paragraphs: list[str]) -> None:
    """Whatever Markdown would make of them."""
    body = "\n\n".join(f"x {' '.join(paragraph.split())} y." for paragraph in paragraphs)
    (blog_folder / "a.txt").write_text(f"Title\n\n{body}", encoding="utf-8")
    (blog_folder / "notebooks/a.ipynb").unlink(missing_ok=True)
    import_posts(find_blog(blog_folder), [blog_folder / "a.txt"])
    post = read_post(blog_folder / "notebooks/a.ipynb")
    shown = "".join(_words(event) for cell in post.cells if cell.markdown for event in cell.markdown.events)
    assert " ".join(shown.split()) == " ".join(body.split())


def _words(event: object) -> str:
    if isinstance(event, str):
        return "\n" if event in ("SoftBreak", "HardBreak") else ""
    ((kind, value),) = event.items()  # type: ignore[attr-defined]
    return value if kind in ("Text", "Code") else " " if kind == "End" else ""


# Markdown -------------------------------------------------------------------------------------------------------------

POST = """\
---
title: Rain # a comment
tags: [weather]
---

It rains, see [the data][1].

```python
#| label: fig
plot(rain)
```

```console
$ date
```

> ```python
> quoted()
> ```

~~~{python}
1 + 1
~~~

As [said][1].

[1]: https://example.org/data
"""


def test_markdown_becomes_cells(tmp_path: Path) -> None:
    """Metadata to the letter; other fences, quotes and lists stay; links keep their definitions in each cell."""
    path = tmp_path / "rain.md"
    path.write_text(POST, encoding="utf-8")
    assert tuple((cell.kind, cell.source) for cell in MARKDOWN.read(path).cells) == (
        ("raw", "---\ntitle: Rain # a comment\ntags: [weather]\n---"),
        ("markdown", "It rains, see [the data][1].\n\n[1]: https://example.org/data"),
        ("code", "#| label: fig\nplot(rain)"),
        ("markdown", "```console\n$ date\n```\n\n> ```python\n> quoted()\n> ```"),
        ("code", "1 + 1"),
        ("markdown", "As [said][1].\n\n[1]: https://example.org/data"),
    )


def test_the_language_with_most_fences_is_that_of_the_notebook(blog_folder: Path) -> None:
    """Fences of another one stay Markdown."""
    path = blog_folder / "a.md"
    path.write_text("+++\ntitle = 'R'\n+++\n```{r}\nx\n```\n```r\ny\n```\n```python\nz\n```\n", encoding="utf-8")
    assert run(path)[0] == 0
    post = read_post(blog_folder / "notebooks/a.ipynb")
    assert (post.title, post.language.lower()) == ("R", "r")
    assert [(cell.kind, cell.source) for cell in post.cells] == [
        *(("code", "x"), ("code", "y"), ("markdown", "```python\nz\n```"))
    ]


def test_a_folder_gives_the_posts_in_it(blog_folder: Path) -> None:
    """An `index.md` has the name of its folder; what is no post is passed over; equal files give equal bytes."""
    for name, text in {
        "old/a.md": "# A",
        "old/b/index.md": "B",
        "old/.git/c.md": "C",
        "old/requirements.txt": "numpy\nscipy\n",
        "old/note.txt": "Note\n\nOf a day.",
        "old/picture.png": "\x89PNG",
    }.items():
        path = blog_folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("latin-1"))
    status, out, err = run("old", "-o", "new")
    assert (status, err) == (0, "")
    assert out == (
        "new/a.ipynb: from old/a.md (markdown)\n"
        "new/note.ipynb: from old/note.txt (text)\n"
        "new/b.ipynb: from old/b/index.md (markdown)\n"
        "posts  3\ncells  4\n"
    )
    before = {path.name: path.read_bytes() for path in Path("new").iterdir()}
    run("old", "-o", "again")
    assert {path.name: path.read_bytes() for path in Path("again").iterdir()} == before


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.md", b"---\ntitle: a\n", "a.md, line 1: has front matter that begins here and does not end"),
        ("a.md", b"---\ntitle: [a\n---\n", "a.md, line 2: "),
        ("a.md", b"", "a.md: has no text, and was not imported"),
        ("a.md", b"one\ntwo \xff", "a.md, line 2: is not UTF-8 (save it as UTF-8)"),
        ("a.qmd", "caf\xe9".encode("latin-1"), "a.qmd, line 1: is not UTF-8 (save it as UTF-8)"),
        ("a.md", "# A".encode("utf-16"), "a.md: is in UTF-16 (save it as UTF-8)"),
        ("a.Rmd", "# A".encode("utf-16-le"), "a.Rmd, line 1: has null characters, as text in UTF-16 and files of"),
        ("a.md", b"+++\ntitle = [a\n+++\n", "a.md, line 2: is not valid TOML: "),
        ("a.md", b'{"title": \n}\n', "a.md, line 2: has front matter in JSON that is not valid: "),
        ("a.md", b"---\ntitle: a\ndate: soon\n---\n", "a.md, line 3: date: expected a date such as"),
        ("a.txt", b"\n\n", f"a.txt: is of no form that can be imported (choose from {FORMS})"),
        ("a.ipynb", b"{}", "a.ipynb: is a notebook already (publish it: blogtools convert a.ipynb)"),
        ("a.pdf", b"%PDF\n", f"a.pdf: is of no form that can be imported (choose from {FORMS})"),
    ],
)
def test_what_is_wrong_with_a_file_costs_that_file(blog_folder: Path, name: str, data: bytes, told: str) -> None:
    """One line each, exit status 1, all others imported."""
    (blog_folder / name).write_bytes(data)
    (blog_folder / "good.md").write_text("# Good")
    status, out, err = run(name, "good.md")
    assert (status, out) == (1, f"{blog_folder}/notebooks/good.ipynb: from good.md (markdown)\n")
    (line,) = err.splitlines()
    assert line.startswith(f"error: {told}")


def test_nothing_is_overwritten(blog_folder: Path) -> None:
    """Neither a notebook that exists, nor one that was just made of another file."""
    (blog_folder / "notebooks/a.ipynb").write_text("mine")
    (blog_folder / "a.md").write_text("# A")
    (blog_folder / "b.md").write_text("# B")
    (blog_folder / "b.txt").write_text("B\n\nc d")
    status, _, err = run("a.md", "b.md", "b.txt")
    folder = blog_folder / "notebooks"
    assert (status, err) == (
        1,
        f"error: {folder}/a.ipynb already exists\nerror: {folder}/b.ipynb already exists\n",
    )
    assert (folder / "a.ipynb").read_text() == "mine"


def test_a_fence_that_does_not_end_is_told(blog_folder: Path) -> None:
    """The text after it is code, as Markdown has it."""
    (blog_folder / "a.md").write_text("---\ntitle: a\n---\n\nb\n\n```python\nc\n\nd\n")
    status, _, err = run("a.md")
    assert status == 0
    assert err == (
        "warning: a.md, line 7: a fence of code that begins here does not end; all after it became code "
        "(write ``` after the code)\n"
    )


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("nowhere.md",), "there is no file or folder nowhere.md"),
        (("--from", "markdwn", "blogtools.toml"), "'markdwn' is no form that can be imported (did you mean markdown?)"),
        (("notebooks",), f"there is nothing that can be imported (forms: {FORMS})"),
    ],
)
def test_wrong_usage(blog_folder: Path, args: tuple[str, ...], told: str) -> None:
    """Nothing is written."""
    with pytest.raises(UsageError) as raised:
        run(*args)
    assert str(raised.value) == told
    assert list((blog_folder / "notebooks").iterdir()) == []


def test_an_importer_that_fails_costs_the_file(blog_folder: Path) -> None:
    """And is named."""
    (blog_folder / "plugins").mkdir()
    code = (
        "class Broken:\n    name = 'broken'\n    def detect(self, path, text): return path.suffix == '.x'\n"
        "    def read(self, path): return {}['y'] if path.stem == 'a' else 5\nimporters = [Broken()]\n"
    )
    (blog_folder / "plugins/mine.py").write_text(code)
    (blog_folder / "blogtools.toml").write_text('plugins = ["mine"]')
    for name in ("a.x", "b.x", "c.md"):
        (blog_folder / name).write_text("# C")
    status, out, err = run("a.x", "b.x", "c.md")
    assert (status, out.count("\n")) == (1, 1)
    assert err == (
        "error: a.x: plugin broken: `read` failed: KeyError: 'y' (mine.py, line 4) (fix the plugin, or remove it)\n"
        "error: b.x: plugin broken: `read` returned int instead of Imported (fix the plugin, or remove it)\n"
    )


ARCHIVE = """
from blogtools.errors import Finding, SourceError
from blogtools.importers.base import Imported, ImportedCell

class Archive:
    name = "archive"
    def detect(self, path, text): return path.suffix == ".zip"
    def read(self, path):
        result = {"output_type": "stream", "name": "stdout", "text": "2"}
        code = ImportedCell("code", "1 + 1", {"tags": ["hide-input"]}, (result,))
        picture = ImportedCell("markdown", "![p](attachment:p.png)", attachments={"p.png": {"image/png": "aQ=="}})
        files = {"a/b.png": b"b", "../c.png": b"c", "d.png": path.with_name("missing.png")}
        yield Imported((("raw", "---\\ntitle: One\\n---"), code, picture), "r", name="one", files=files)
        yield Imported((("raw", "---\\ntitle: [\\n---"),), name="two")
        yield Imported(findings=(Finding("import", "post three is empty", severity="error"),))
        yield Imported((("markdown", "# Four"),), name="four", metadata={"kernelspec": {"name": "scala"}})
        raise SourceError("has no end")

importers = [Archive()]
"""


def test_an_archive_has_several_posts(blog_folder: Path) -> None:
    """Each becomes a notebook with its outputs, tags and files; a broken one costs itself only."""
    (blog_folder / "plugins").mkdir()
    (blog_folder / "plugins/mine.py").write_text(ARCHIVE)
    (blog_folder / "blogtools.toml").write_text('plugins = ["mine"]')
    (blog_folder / "a.zip").write_bytes(b"PK\xff")
    status, out, err = run("a.zip")
    folder = blog_folder / "notebooks"
    written = "".join(f"{folder}/{name}.ipynb: from a.zip (archive)\n" for name in ("one", "four"))
    table = (
        "posts              2\ncells              4\nfiles beside them  1\nerrors             4\nimport             1\n"
    )
    assert (status, out) == (1, written + table)
    errors = [line.removeprefix("error: ") for line in err.splitlines() if line.startswith("error")]
    assert errors[0] == "a.zip: the file d.png cannot be copied: No such file or directory"
    assert errors[1].startswith("a.zip, cell 1, line 2: ")
    assert errors[2:] == ["post three is empty", "has no end"]
    assert f"warning: a.zip: the file ../c.png is not copied: it would lie outside of {folder}\n" in err
    one = json.loads((folder / "one.ipynb").read_text(encoding="utf-8"))
    assert one["cells"][1]["outputs"][0]["text"] == "2"
    assert one["cells"][1]["metadata"] == {"tags": ["hide-input"]}
    assert one["cells"][2]["attachments"] == {"p.png": {"image/png": "aQ=="}}
    assert (one["metadata"]["kernelspec"]["name"], (folder / "a/b.png").read_bytes()) == ("ir", b"b")
    assert json.loads((folder / "four.ipynb").read_text())["metadata"]["kernelspec"] == {"name": "scala"}
    assert sorted(path.name for path in folder.iterdir()) == ["a", "four.ipynb", "one.ipynb"]
    assert not (blog_folder / "c.png").exists()


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Title: One: two / three\nDate: 2012-10-04 18:40\nTags: a, b\n\nText.\n", "One: two / three"),
        ("tags: a\ntitle: 'Quoted'\n\n\nText.\n", "'Quoted'"),
        ("Title: A\nSummary: one\n    two\nTags: a\n\nText.\n", "A"),
        ("Title: A\nNote that this is text\n\nText.\n", ""),
        ("Date: 2012-10-04\n\nText.\n", ""),
        ("Title: A\nTitle: B\n\nText.\n", ""),
    ],
)
def test_the_header_of_a_post_of_pelican(blog_folder: Path, text: str, title: str) -> None:
    """Lines `Key: value` up to a blank one are metadata, if one is the title; other text stays text, every word."""
    (blog_folder / "a.md").write_text(text, encoding="utf-8")
    import_posts(find_blog(blog_folder), [blog_folder / "a.md"])
    post = read_post(blog_folder / "notebooks/a.ipynb")
    assert (post.front.title or "") == title
    assert [cell.source for cell in post.cells] == ["Text." if title else text.strip()]


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: A\n---\n\n" + "word " * 2_000_000,
        "{{< never closed " * 5_000,
        "{% raw %} " * 5_000,
        "{% img " * 5_000,
        "[a](" * 50_000,
        "` " * 50_000,
        "".join("`" * (number % 300) + " " for number in range(2_000)),
        "::: {.cell}\n" * 5_000 + "Text.",
        "```{python}\n" * 5_000,
        "<img src='" * 20_000,
        "> " * 500 + "```python\n",
        "+++\n" * 5_000 + "```{code-cell}\n```\n",
    ],
    ids=lambda text: text[:20] + text[30:40],
)
@pytest.mark.parametrize("name", ["a.md", "a.qmd"])
def test_what_is_endless_is_imported(blog_folder: Path, name: str, text: str) -> None:
    """Every word of it, in time that grows with its length."""
    (blog_folder / name).write_text(text, encoding="utf-8")
    report = import_posts(find_blog(blog_folder), [blog_folder / name])
    assert len(report.imported) == 1
