"""Maps the imports of a program to the PyPI packages that it needs."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.util import find_spec

import msgspec

from blogtools.analysis.distributions import DISTRIBUTION_OF_MODULE, SAME_NAME_DISTRIBUTIONS

IMPLIED: tuple[tuple[frozenset[str], str, str], ...] = (
    (frozenset({"read_excel", "to_excel", "ExcelFile", "ExcelWriter"}), "pandas", "openpyxl"),
    (frozenset({"read_parquet", "to_parquet", "read_feather", "to_feather"}), "pandas", "pyarrow"),
    (frozenset({"read_html", "read_xml", "to_xml"}), "pandas", "lxml"),
    (frozenset({"read_hdf", "to_hdf", "HDFStore"}), "pandas", "tables"),
    (frozenset({"to_markdown"}), "pandas", "tabulate"),
    (frozenset({"plot", "hist", "boxplot", "plotting"}), "pandas", "matplotlib"),
)
"""Attribute names, the package they belong to, and the optional dependency that using them requires."""

_REQUIREMENT = re.compile(r"([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)(\[[\w, -]+\])?((?:[<>=!~]=?=?[\w.*+!-]+,?)*)")
_TAKES_A_VALUE = frozenset(
    {"-r", "--requirement", "-c", "--constraint", "-i", "--index-url", "--extra-index-url", "-f", "--find-links"}
    | {"-t", "--target", "-e", "--editable", "--prefix", "--root", "--channel", "-n", "--name", "--python"}
)


class Dependencies(msgspec.Struct, frozen=True):
    """The packages that a program needs."""

    names: tuple[str, ...]
    """Requirements (PEP 508) with normalized names (PEP 503), sorted."""
    unknown: tuple[str, ...]
    """Top-level modules for which a package of the same name is only a guess, sorted."""


def distributions(modules: Iterable[str], installs: Iterable[str] = (), *, pinned: bool = False) -> Dependencies:
    """Return the packages that provide some modules.

    Args:
        modules: Dotted names, as imported; the standard library is ignored.
        installs: Requirements that the notebook itself installs; they take precedence over bare names.
        pinned: Whether to require the versions that are installed here.
    """
    explicit = {
        _normal(match[1]): requirement for requirement in installs if (match := _REQUIREMENT.match(requirement))
    }
    found: set[str] = set()
    unknown: set[str] = set()
    for module in modules:
        top = module.partition(".")[0]
        if not top or top in sys.stdlib_module_names:
            continue
        name = _known(module)
        if name is None and _is_installed(top):
            installed = _installed().get(top, ())
            name = next((one for one in installed if _normal(one) in explicit), installed[0] if installed else None)
        if name is None:
            name = top
            if _normal(top) not in explicit:
                unknown.add(top)
        found.add(_normal(name))
    names = {explicit.get(name) or (_pinned(name) if pinned else name) for name in found}
    return Dependencies(tuple(sorted(names)), tuple(sorted(unknown)))


def requirements_of(command: str) -> tuple[str, ...]:
    """Return the requirements in a line such as `pip install -q "numpy>=1.20" pandas`, without files and URLs."""
    words = command.partition("install")[2].replace('"', " ").replace("'", " ").split()
    found = []
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word in (";", "&&", "|", "||", "#") or word.startswith("#"):
            break
        elif word.startswith("-"):
            skip = word in _TAKES_A_VALUE
        elif "://" not in word and (match := _REQUIREMENT.fullmatch(word)):
            found.append(f"{_normal(match[1])}{match[2] or ''}{match[3]}")
    return tuple(found)


def implied(attributes: frozenset[str], modules: Iterable[str]) -> frozenset[str]:
    """Return packages that a program needs without importing them: pandas' `read_excel` needs openpyxl."""
    tops = {module.partition(".")[0] for module in modules}
    return frozenset(needed for words, package, needed in IMPLIED if package in tops and words & attributes)


def _known(module: str) -> str | None:
    """Return the package of the longest prefix of a dotted module name that the tables have."""
    parts = module.split(".")
    for length in range(len(parts), 0, -1):
        name = DISTRIBUTION_OF_MODULE.get(".".join(parts[:length]))
        if name:
            return name
    return parts[0] if parts[0] in SAME_NAME_DISTRIBUTIONS else None


def is_listed(module: str) -> bool:
    """Return True if a module belongs to the standard library, or to a package in the tables."""
    return module.partition(".")[0] in sys.stdlib_module_names or _known(module) is not None


@cache
def _is_installed(top: str) -> bool:
    try:
        return find_spec(top) is not None
    except (ImportError, ValueError):
        return False


@cache
def _installed() -> Mapping[str, Sequence[str]]:
    # Reading the metadata of all installed packages takes 0.1 s; for most programs the tables suffice.
    from importlib.metadata import packages_distributions

    return packages_distributions()


def _pinned(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return f"{name}=={version(name)}"
    except PackageNotFoundError:
        return name


def _normal(name: str) -> str:
    """Normalize a package name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()
