"""A GitHub workflow that publishes a blog, with the packages that are installed where it is written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from blogtools.errors import UsageError
from blogtools.plugins.installed import installed

EXTRAS = {"stills": "vl-convert-python"}
"""Extra of blogtools to the package that shows that it is installed."""
OPTIONAL = ("bokeh", "pagefind-bin-extended", "plotly")
"""Packages that blogtools uses for a blog where they are installed."""
WORKFLOW = """\
# Publishes the blog to the branch gh-pages. For GitHub to serve that branch, choose in the settings of the repository:
# Pages > Build and deployment > Source: Deploy from a branch > gh-pages, / (root).
name: Publish
on:
  push:
    branches-ignore: [gh-pages]
  workflow_dispatch:
    inputs:
      options:
        description: Options of `blogtools publish`, such as --allow-removed-urls
permissions:
  contents: write
concurrency: publish
jobs:
  publish:
    if: github.ref_name == github.event.repository.default_branch
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
        with:
          fetch-depth: 0 # with all that was published before
      - uses: actions/setup-python@v6
        with:
          python-version: "3.13"
      # What was installed where this file was written. To upgrade, change the versions.
      - run: |
{install}
      - run: |
          git config user.name "github-actions[bot]"
          git config user.email "41898282+github-actions[bot]@users.noreply.github.com"
      # GitHub shows what is found beside the run. What keeps the blog from being published, the next step decides.
      - run: blogtools check --format github
        continue-on-error: true
      - run: blogtools publish $OPTIONS
        env:
          OPTIONS: ${{{{ inputs.options }}}}
"""

_VERSION = re.compile(r"(?:==|~=|>=)\s*[\w.!+*-]+")
_LOCAL_HOST = re.compile(r"localhost|[^.]*|127\..*|\[?::1\]?|.*\.(?:local|localhost|internal|test)")


def workflow(requirement: str | None = None) -> str:
    """Return the text of the workflow; it installs `requirement`, or else blogtools as it is installed here.

    Raises:
        UsageError: `requirement` is no version and no public URL, or without it there is none to be found.
    """
    own = own_requirement(requirement)
    lines = [f"pip install '{one}'" for one in (own, *_others())]
    return WORKFLOW.format(install="\n".join(f"          {line}" for line in lines))


def own_requirement(given: str | None = None) -> str:
    """Return the requirement of blogtools, with the extras that are installed, from what the author wrote.

    That is a version (`==1.2`), a URL (`git+https://…`), or either with the name before it. Without it, the requirement
    is taken from the metadata of the installed distribution.

    Raises:
        UsageError: as `workflow`.
    """
    extras = ",".join(extra for extra, package in EXTRAS.items() if _distribution(package))
    name = f"blogtools[{extras}]" if extras else "blogtools"
    if given is None:
        package = _distribution("blogtools")
        source = _source(package) if package else None
        if source is None:
            message = "blogtools is installed here from a folder, so the workflow cannot know where to get it"
            hint = (
                "name a version or a public URL: --requirement ==1.2, or --requirement git+https://HOST/REPOSITORY@TAG"
            )
            raise UsageError(message, hint=hint)
        return name + source
    text = given.strip()
    match = re.fullmatch(r"(blogtools\s*(?:\[[\w\s,-]*\])?)?\s*@?\s*(.*)", text)
    before, rest = ((match[1] or name).rstrip(), match[2]) if match else (name, text)
    url = _public(rest)
    if not _VERSION.fullmatch(rest) and not url:
        message = f"the requirement must be a version or a public URL of blogtools, found {given!r}"
        raise UsageError(message, hint="write it as ==1.2, or as git+https://HOST/REPOSITORY@TAG")
    return f"{before} @ {url}" if url else before + rest.replace(" ", "")


def _others() -> Iterator[str]:
    """Yield the requirements of the optional packages and of the plugins that are installed here."""
    plugins = {re.sub(r"[-_.]+", "-", point.distribution).lower() for point in installed()}
    for name in (*OPTIONAL, *sorted(plugins - {"blogtools"})):
        package = _distribution(name)
        source = _source(package) if package else None
        if source:
            yield name + source


def _distribution(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def _source(package: Distribution) -> str | None:
    """Return where a distribution came from, as what follows the name in a requirement; None for a folder or file.

    An installer records the URL unless it took the distribution from an index (PEP 610, "direct_url.json").
    """
    text = package.read_text("direct_url.json")
    if text is None:
        return f"=={package.version}"
    record: dict[str, Any] = json.loads(text)
    if "vcs_info" in record:
        vcs = record["vcs_info"]
        url = _public(f"{vcs['vcs']}+{record['url']}")
        folder = f"#subdirectory={record['subdirectory']}" if record.get("subdirectory") else ""
        return f" @ {url}@{vcs['commit_id']}{folder}" if url else None
    url = _public(record["url"]) if "archive_info" in record else ""
    return f" @ {url}" if url else None


def _public(url: str) -> str:
    """Return a URL without user and password, if every machine can reach it over HTTP; else an empty text."""
    if re.search(r"[\s'\"\\$`]", url):
        return ""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https", "git+http", "git+https", "hg+https") or _LOCAL_HOST.fullmatch(host):
        return ""
    return urlunsplit(parts._replace(netloc=f"{host}:{port}" if port else host))
