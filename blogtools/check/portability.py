"""Check for names of files with which a blog cannot be cloned on Windows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from blogtools.check.places import metadata_place, shortened, slug_place
from blogtools.errors import Finding, Where
from blogtools.memo import Memoizer, lazy_pattern
from blogtools.model import Post
from blogtools.store.paths import path_key
from blogtools.transform.portable_names import name_problem

_DRIVE = lazy_pattern(r"\A[A-Za-z]:(?=/)")
_RENAME = "rename it; the address of a post stays the same if you give it a `slug:`"


def check_names(post: Post, _: Memoizer) -> Iterator[Finding]:
    """Yield a finding for each path that Windows cannot hold: of the notebook, its page, and the files on that."""
    problem = name_problem(_DRIVE.sub("", post.source))
    if problem:
        yield Finding("windows-name", problem, Where(post.source), _RENAME)
    problem = name_problem(post.slug)
    if problem:
        yield Finding("windows-name", f"its address {problem}", slug_place(post), "choose another `slug:`")
    aliases = [(index, _alias_problem(alias)) for index, alias in enumerate(post.front.aliases)]
    for index, problem in shortened([one for one in aliases if one[1]]):
        where = metadata_place(post, post.front.aliases[index])
        yield Finding("windows-name", problem, where, "remove it, if no link leads there")
    for cell in post.cells:
        for url in () if cell.origin else cell.assets:
            problem = (
                "" if url.startswith("attachment:") else name_problem(unquote(url.partition("?")[0].partition("#")[0]))
            )
            if problem:
                yield Finding("windows-name", f"the file {problem}", Where(post.source, cell.number), "rename the file")


def _alias_problem(alias: str) -> str:
    problem = "" if "://" in alias else name_problem(unquote(alias).strip().strip("/"))
    return problem and f"the alias {alias} {problem}"


def find_bad_names(names: Iterable[str]) -> Iterator[Finding]:
    """Yield a finding for each path of the blog's files that Windows cannot hold."""
    for name in names:
        problem = name_problem(name)
        if problem:
            yield Finding("windows-name", problem, Where(name), "rename the file")


def find_clashes(names: Iterable[str]) -> Iterator[Finding]:
    """Yield a finding for each path of the blog's files that is that of another one on Windows, or on macOS."""
    first: dict[str, str] = {}
    for name in names:
        other = first.setdefault(path_key(name), name)
        if other != name:
            how = "in how accents are encoded" if other.casefold() != name.casefold() else "in case"
            message = f"differs from {other} only {how}, which are one file on Windows"
            yield Finding("windows-name", message, Where(name), "rename one of the two")
