"""The files to import: those that are named, and those of a folder that are posts by what they are and say."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from blogtools.content.discover import SKIPPED_FOLDERS
from blogtools.content.exclusions import POST_FOLDERS
from blogtools.errors import SourceError, UsageError
from blogtools.importers.base import Importer, read_text
from blogtools.importers.front_matter import MARKDOWN_SUFFIXES
from blogtools.read.list_forms import is_only_notebook
from blogtools.transform.files.other_posts import POST_HEAD, post_kind
from blogtools.transform.portable_names import portable_name

MAX_SOURCE_BYTES = 50_000_000
"""Largest file that is read when a folder is imported; anything larger was not written by hand."""
_EXPORTS = (".zip", ".xml", ".json")
"""Endings of files that hold whole blogs: of any size, and read by importers that look at their beginning."""
_WITH_POSTS = (*POST_FOLDERS, "_drafts", "_word")
"""Folders of posts, though others whose names begin with `_` have none in any tool."""
_NO_POSTS = SKIPPED_FOLDERS | {"archetypes", "layouts", "scaffolds", "themes", "public", "site-packages"}
_CHECKOUT = (
    *("_config.yml", "_config.toml", "hugo.toml", "hugo.yaml", "config.toml", "config.yaml", "zola.toml"),
    *("pelicanconf.py", "astro.config.mjs", "astro.config.ts", "eleventy.config.js", ".eleventy.js"),
    *("mkdocs.yml", "gatsby-config.js", "docusaurus.config.js", "svelte.config.js"),
)
"""Settings of generators whose posts in Markdown have front matter."""
_PROJECT_FILE = re.compile(
    r"(?:(?:readme|licen[sc]e)(?:[-_.].*)?|(?:requirements|constraints|robots|humans|llms|cname)(?:[-_]\w+)?\.txt"
    r"|(?:copying|notice|change(?:log|s)|history|news|contributing|contributors|authors|maintainers|security|support"
    r"|code[-_]of[-_]conduct|(?:pull[-_]request|issue)[-_]template|todo)(?:\.\w+)?)",
    re.IGNORECASE,
)
_PAGE = re.compile(
    r"\A(?:---|\+\+\+)\n(?:[^\n]+\n)*?(?:layout|type)[ \t]*[:=][ \t]*[\"']?"
    r"(?:page|default|home|index|search|archives?|tags?|categories|404|none|null)[\"']?[ \t]*\n"
)
_RENDERED = (".qmd", ".rmd", ".rmarkdown")
"""Forms from which Markdown is made that stands beside them."""


class FoundFile(msgspec.Struct, frozen=True):
    """A file to import."""

    path: Path
    importer: Importer | None
    """None for a file that was named, and is of no form that can be imported."""
    root: Path
    """The folder that the files it refers to must be in."""
    is_named: bool
    name: str
    """Name of its notebook, without `.ipynb`, if the importer gives it no other."""


class PassedOver(msgspec.Struct, frozen=True):
    """A file of a folder that looks like a post, and was not imported."""

    path: str
    why: str
    """As the end of a sentence that begins with the path."""


Detect = Callable[[Path, str], Importer | None]


def choose_files(
    sources: Sequence[Path], output: Path, detect: Detect, given: Importer | None
) -> tuple[tuple[FoundFile, ...], tuple[PassedOver, ...]]:
    """Return the files to import, in order, and those that only look like posts.

    `detect` returns the importer of a file, by its path and text; `given` is the one that the author named.

    Raises:
        UsageError: there is no such file.
    """
    for source in sources:
        if not source.exists():
            message = f"there is no file or folder {source}"
            raise UsageError(message)
    found: list[FoundFile] = []
    passed: list[PassedOver] = []
    for source in sources:
        if source.is_dir():
            _choose_in(source, output, detect, found, passed)
        else:
            importer = given or _detected(source, detect)[0]
            found.append(FoundFile(source, importer, blog_root(source.parent), True, default_name(source)))
    return tuple(_with_own_names(found)), tuple(passed)


def blog_root(folder: Path) -> Path:
    """Return the folder of the blog that a file lies in, which its settings or its repository tell; else its own."""
    start = folder.resolve()
    marks = (*_CHECKOUT, "_quarto.yml", "myst.yml", "conf.py", "blogtools.toml", ".git", "package.json")
    return next((one for one in (start, *start.parents) if any((one / mark).exists() for mark in marks)), start)


def default_name(path: Path) -> str:
    """Return the name of the notebook of a file, without `.ipynb`; that of an `index.md` is the name of its folder."""
    return path.parent.resolve().name if path.stem == "index" else path.stem


def _choose_in(folder: Path, output: Path, detect: Detect, found: list[FoundFile], passed: list[PassedOver]) -> None:
    is_checkout = any((folder / name).exists() for name in _CHECKOUT)
    files = list(_files(folder, output))
    notebooks = Counter(str(path.parent) for path, _ in files if path.suffix == ".ipynb")
    # fastpages writes the posts of `_notebooks` into `_posts`.
    written = {path.stem for path, _ in files if path.suffix == ".ipynb" and path.parent.name == "_notebooks"}
    for path, beside in files:
        if (path.suffix in ("", ".ipynb") and not _PROJECT_FILE.fullmatch(path.name)) or path.name.startswith("_"):
            continue  # No tool has a post in a file without a suffix, or whose name begins with `_`.
        importer, text = _detected(path, detect)
        if importer is None:
            continue
        names = beside | {f"{path.stem}.ipynb"} if path.parent.name == "_posts" and path.stem in written else beside
        why = _why_no_post(path, text, names, is_checkout=is_checkout)
        if why:
            passed.append(PassedOver(str(path), why))
        else:
            found.append(FoundFile(path, importer, folder.resolve(), False, default_name(path)))
    why = "has {}, which blogtools converts in place: name the folder in the setting `notebooks`"
    for name, count in notebooks.items():
        passed.append(PassedOver(name, why.format("a notebook" if count == 1 else f"{count} notebooks")))


def _files(source: Path, output: Path) -> Iterator[tuple[Path, frozenset[str]]]:
    """Yield the files below a folder, in order, and the names of all files beside each."""
    own = output.resolve()
    for folder, folders, names in os.walk(source):
        inside = sorted(name for name in folders if _may_have_posts(name))
        folders[:] = [name for name in inside if not _is_output(Path(folder, name), own)]
        beside = frozenset(names)
        yield from ((Path(folder, name), beside) for name in sorted(names) if not name.startswith("."))


def _may_have_posts(name: str) -> bool:
    return not name.startswith(".") and name not in _NO_POSTS and (name[0] != "_" or name in _WITH_POSTS)


def _is_output(folder: Path, output: Path) -> bool:
    return folder.resolve() == output or (folder / "pyvenv.cfg").exists()


def _detected(path: Path, detect: Detect) -> tuple[Importer | None, str]:
    """Return the importer of a file, and the text of the file as far as it is text."""
    is_export = path.suffix.lower() in _EXPORTS
    if not path.is_file() or (path.stat().st_size > MAX_SOURCE_BYTES and not is_export):
        return None, ""
    try:
        content = "" if is_export else read_text(path)
    except SourceError:
        content = ""  # A picture, say: its name may tell what it is.
    return detect(path, content), content


def _why_no_post(path: Path, text: str, names: frozenset[str], *, is_checkout: bool) -> str:
    """Return why a file of a folder is no post, as the end of a sentence; empty if it is one."""
    copy = _why_copy(path, names)
    if copy or _PROJECT_FILE.fullmatch(path.name):
        return copy or "is about the project, by its name"
    if is_checkout and path.suffix.lower() in (".html", ".htm") and not text.lstrip().startswith(("---", "<!--\n")):
        return "is a page in HTML without front matter"
    if path.suffix.lower() not in MARKDOWN_SUFFIXES or not text:
        return ""  # What cannot be read is tried, and the error told.
    if path.parent.name == "pages":
        return "is a page and no post, by its folder"
    if _PAGE.match(text):
        return "is a page and no post, by its layout"
    if is_only_notebook(text):
        return "shows a notebook, which blogtools converts itself"
    is_post = not is_checkout or post_kind(path.name, text[:POST_HEAD].encode()) in ("post", "untitled", "other")
    return "" if is_post else "has no front matter"


def _why_copy(path: Path, names: frozenset[str]) -> str:
    """Return what a file of a folder says again, as the end of a sentence; empty if it is no copy."""
    if f"{path.stem}.ipynb" in names:
        return f"has the same text as {path.stem}.ipynb, which is used"
    suffix = path.suffix.lower()
    if suffix in _RENDERED:
        made = next((name for suffix in MARKDOWN_SUFFIXES if (name := f"{path.stem}{suffix}") in names), "")
        return f"was rendered to {made}, which has its outputs" if made else ""
    if suffix in MARKDOWN_SUFFIXES[1:] and _has_source(path, names) and f"{path.stem}.md" in names:
        return f"was rendered of the same text as {path.stem}.md"
    return ""


def _has_source(path: Path, names: frozenset[str]) -> bool:
    return any(name.startswith(f"{path.stem}.") and name.lower().endswith(_RENDERED) for name in names)


def _with_own_names(found: Iterable[FoundFile]) -> Iterator[FoundFile]:
    """Yield files whose notebooks have names of their own: in folders `2020` and `2021` there may be equal ones."""
    taken: set[str] = set()
    for one in found:
        names = _names(one) if not one.is_named else iter((one.name,))
        name = next((name for name in names if _key(name) not in taken or one.is_named), one.name)
        taken.add(_key(name))
        yield msgspec.structs.replace(one, name=name)


def _names(one: FoundFile) -> Iterator[str]:
    """Yield the names that a notebook may have: its own, with the folders above, and with a number."""
    yield one.name
    folder = one.path.resolve().parent
    above = folder.parent if one.path.stem == "index" else folder
    yield f"{above.name}-{one.name}"
    yield from (f"{above.name}-{one.name}-{number}" for number in range(2, 10_000))


def _key(name: str) -> str:
    return portable_name(f"{name}.ipynb").casefold()
