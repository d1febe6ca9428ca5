"""Files that posts name: which of them are published, where, and under which names."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from blogtools.build.pipeline import Options, convert
from blogtools.config import find_blog
from blogtools.render.targets import SINGLE_FILE, TARGETS
from tests.conftest import WriteNotebook, tree

PNG = b"\x89PNG\r\n\x1a\n" + bytes(8) + b"\0\0\0\x03\0\0\0\x02"
OUTPUTS = {
    "IFrame": ("map.html", {"text/html": '<iframe width="700" height="350" src="map.html" frameborder="0"></iframe>'}),
    "Image": ("q.png", {"text/html": '<img src="q.png"/>'}),
    "Video": ("clip.mp4", {"text/html": '<video src="clip.mp4" controls>No video</video>'}),
    "poster": ("q.png", {"text/html": '<video poster="q.png" src="https://example.org/a.mp4"></video>'}),
    "Markdown": ("q.png", {"text/markdown": "![a picture](q.png)"}),
    "HTML in Markdown": ("q.png", {"text/markdown": "<img src='q.png' alt=''>"}),
    "table": ("q.png", {"text/html": '<table><tr><td><img src="q.png"></td></tr></table>'}),
    "srcset": ("q.png", {"text/html": '<img srcset="q.png 2x" src="https://example.org/a.png">'}),
    "object": ("q.svg", {"text/html": '<object data="q.svg"></object>'}),
    "below": ("out/q.png", {"text/html": '<img src="out/q.png">'}),
}


def output(data: dict[str, Any]) -> dict[str, Any]:
    """A code cell with one display."""
    shown = {"output_type": "display_data", "data": data, "metadata": {}}
    return {"cell_type": "code", "source": "show()", "outputs": [shown]}


def files_of(folder: Path, post: str = "a") -> dict[str, bytes]:
    """The files beside a post's page."""
    return {name: data for name, data in tree(folder / "_site" / post).items() if name != "index.html"}


@pytest.mark.parametrize("target", ["html", "markdown", "jekyll"])
@pytest.mark.parametrize("kind", OUTPUTS)
def test_files_that_outputs_name_are_published(
    blog_folder: Path, write_notebook: WriteNotebook, kind: str, target: str
) -> None:
    """As those of Markdown cells are; without the file there is a finding, and the file is awaited."""
    name, data = OUTPUTS[kind]
    write_notebook(blog_folder / "notebooks/2026-01-02-a.ipynb", "# A", output(data))
    options = Options(TARGETS[target], blog_folder / "out")
    missing = [str(one) for one in convert(find_blog(blog_folder), options=options).findings if one.severity != "note"]
    assert missing == [
        f"notebooks/2026-01-02-a.ipynb, cell 2: {name} was not found"
        " (files must lie inside the blog, at a path relative to the notebook)"
    ]
    file = blog_folder / "notebooks" / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(b"what it holds")
    report = convert(find_blog(blog_folder), options=options)
    assert [f"{name}, which it shows, changed"] == [page.reason for page in report.built]
    (copy,) = (path for path in (blog_folder / "out").rglob(f"*{file.suffix}") if path.read_bytes() == b"what it holds")
    (page,) = (
        path
        for path in (blog_folder / "out").rglob("*")
        if path.name in {"index.html", "index.md"} | {"2026-01-02-a.md"} and b"show()" in path.read_bytes()
    )
    assert copy.name in page.read_text()
    assert name not in page.read_text().replace("which it shows", "")


def test_linked_files_keep_their_names(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """In the post's own folder; of two files with one name, the second gets a part of its hash, whatever its case."""
    folder = blog_folder / "notebooks"
    for name in ("data.csv", "2024/data.csv", "2023/Data.csv", "a b.csv", "index.html", "50%.csv", "x.png"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(PNG if name == "x.png" else name.encode())
    (folder / "same").mkdir()
    (folder / "same/data.csv").write_bytes(b"data.csv")
    write_notebook(
        folder / "a.ipynb",
        "# A\n\n[1](data.csv) [2](2024/data.csv) [3](2023/Data.csv) [4](same/data.csv) [5](a%20b.csv) [6](50%.csv)",
        output({"text/html": "<a href='index.html#top' target='_blank'>index.html</a><br>"}),
        "![A picture](x.png)",
        ("raw", "<a href='data.csv'>again</a>"),
    )
    report = convert(find_blog(blog_folder))
    assert () == report.findings
    files = files_of(blog_folder)
    names = sorted(files)
    second, third = (
        next(name for name, data in files.items() if data == what) for what in (b"2024/data.csv", b"2023/Data.csv")
    )
    page = next(name for name, data in files.items() if data == b"index.html")
    picture = next(name for name, data in files.items() if data == PNG)
    assert names == sorted(["data.csv", second, third, "a b.csv", "50%.csv", page, picture])
    assert second.startswith("data-")
    assert third.startswith("Data-")
    assert page.startswith("index-")
    assert picture != "x.png"
    html = (blog_folder / "_site/a/index.html").read_text()
    assert [html.count(f'href="{name}"') for name in ("data.csv", second, third)] == [2, 1, 1]
    assert 'href="a%20b.csv"' in html
    assert 'href="50%25.csv"' in html
    assert f"href='{page}#top'" in html


def test_a_linked_file_is_replaced_when_it_changes_and_removed_when_nothing_leads_to_it(
    blog_folder: Path, write_notebook: WriteNotebook
) -> None:
    """Even where its size stays the same."""
    (blog_folder / "notebooks/data.csv").write_bytes(b"old")
    write_notebook(blog_folder / "notebooks/a.ipynb", "# A\n\n[data](data.csv)")
    convert(find_blog(blog_folder))
    assert files_of(blog_folder) == {"data.csv": b"old"}
    (blog_folder / "notebooks/data.csv").write_bytes(b"new")
    convert(find_blog(blog_folder))
    assert files_of(blog_folder) == {"data.csv": b"new"}
    write_notebook(blog_folder / "notebooks/a.ipynb", "# A\n\nNo data.")
    assert convert(find_blog(blog_folder)).removed == ("a/data.csv",)
    assert files_of(blog_folder) == {}


def test_posts_in_one_folder_do_not_share_names(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """Where pages are files such as `/a.html`, each has a folder for its linked files."""
    (blog_folder / "blogtools.toml").write_text('permalink = "/{slug}.html"\n')
    for name in ("a", "b"):
        (blog_folder / "notebooks" / name).mkdir(parents=True)
        (blog_folder / "notebooks" / name / "index.html").write_text(name)
        write_notebook(blog_folder / f"notebooks/{name}/2026-01-02-{name}.ipynb", f"# {name}\n\n[it](index.html)")
    convert(find_blog(blog_folder))
    for name in ("a", "b"):
        (copy,) = (blog_folder / "_site" / name).iterdir()
        assert copy.read_text() == name
        assert f'href="{name}/{copy.name}"' in (blog_folder / f"_site/{name}.html").read_text()


def test_a_single_file_holds_what_outputs_name(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """The page stays one file."""
    (blog_folder / "notebooks/q.png").write_bytes(PNG)
    write_notebook(blog_folder / "notebooks/a.ipynb", "# A", output(OUTPUTS["Image"][1]))
    convert(find_blog(blog_folder), options=Options(SINGLE_FILE, blog_folder / "out"))
    assert '<img src="data:image/png;base64,' in (blog_folder / "out/a.html").read_text()


@pytest.mark.parametrize(
    ("name", "why"),
    [
        pytest.param(".env", "is not published: it is hidden (remove the reference)", id="hidden"),
        pytest.param(".ipynb_checkpoints/a-checkpoint.ipynb.txt", "is not published: it is hidden", id="checkpoint"),
        pytest.param("server.pem", "is not published: its name is that of a key or a password", id="key"),
        pytest.param("prod.env", "is not published: its name is that of a key or a password", id="environment"),
        pytest.param("id_rsa", "is not published: its name is that of a key or a password", id="ssh"),
        pytest.param("secrets.toml", "is not published: its name is that of a key or a password", id="secrets"),
        pytest.param("notes.txt", "is not published: it holds a private key", id="content"),
        pytest.param("../../outside.txt", "is not published: it lies outside the blog", id="outside"),
        pytest.param("folder", "is a folder (refer to a file)", id="folder"),
    ],
)
def test_files_that_are_never_published(blog_folder: Path, write_notebook: WriteNotebook, name: str, why: str) -> None:
    """Whoever names them, a cell or an output; the finding says why."""
    file = blog_folder / "notebooks" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    if name == "folder":
        file.mkdir()
    else:
        file.write_bytes(b"-----BEGIN RSA PRIVATE KEY-----\nmagic-content\n")
    write_notebook(
        blog_folder / "notebooks/a.ipynb",
        f"# A\n\n<img src='{name}' alt=''> [it]({name})",
        output({"text/html": f'<img alt="" src="{name}"><a href="{name}">it</a>'}),
        ("raw", f'<a href="{name}">it</a>'),
    )
    report = convert(find_blog(blog_folder))
    for cell in (1, 2):
        expected = f"notebooks/a.ipynb, cell {cell}: {name} {why}"
        assert any(str(one).startswith(expected) for one in report.findings if one.slug == "missing-file"), expected
    assert [path for path, data in tree(blog_folder / "_site").items() if b"magic-content" in data] == []


def test_a_file_whose_name_differs_in_case_is_named(blog_folder: Path, write_notebook: WriteNotebook) -> None:
    """What works on the author's disk would not for others."""
    (blog_folder / "notebooks").mkdir(exist_ok=True)
    (blog_folder / "notebooks/Rain.PNG").write_bytes(PNG)
    write_notebook(blog_folder / "notebooks/a.ipynb", "# A\n\n![Rain](rain.png)")
    (finding,) = convert(find_blog(blog_folder)).findings
    assert str(finding) == (
        "notebooks/a.ipynb, cell 1: rain.png was not found, but Rain.PNG was"
        " (write the name as the file has it: case matters on most servers)"
    )


def test_a_folder_is_searched_once_for_all_files_that_are_missing(
    blog_folder: Path, write_notebook: WriteNotebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A post may name thousands of them: each costs no more than the first, whatever else is in the folder."""
    listed, located = Counter[str](), Counter[str]()

    def names(folder: str = ".") -> list[str]:
        listed[os.fspath(folder)] += 1
        return listdir(folder)

    def real(path: str, **options: Any) -> str:
        located[Path(path).name] += 1
        return realpath(path, **options)

    listdir, realpath = os.listdir, os.path.realpath
    settings = blog_folder / "blogtools.toml"
    settings.write_text(settings.read_text() + '[redact]\nzz = "yy"\n')
    pictures = "".join(f"![P{number}](p{number}.png) [F](F{number}.csv)\n\n" for number in range(100))
    write_notebook(blog_folder / "notebooks/a.ipynb", "# A\n", pictures)
    blog = find_blog(blog_folder)
    monkeypatch.setattr(os, "listdir", names)
    monkeypatch.setattr(os.path, "realpath", real)
    report = convert(blog, options=Options(workers=1, cache=False))
    assert ["p4.png was not found, and 95 more files of this cell are missing"] == [
        one.message for one in report.findings if "more files" in one.message
    ]
    folder = str(blog_folder / "notebooks")
    assert listed[folder] <= 4
    assert not [name for name in located if name.endswith((".png", ".csv"))]
