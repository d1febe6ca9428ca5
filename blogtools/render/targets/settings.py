"""Targets of a blog's own, from the setting `targets`: a row that exists, and what differs from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from blogtools.config import BlogConfig
from blogtools.errors import SettingsError, Where, nearest
from blogtools.read.fields import BY_FIELD
from blogtools.render.targets.front_matter import FORMS, STYLES, Keys
from blogtools.render.targets.target import Callout, Target

_PATTERNS = {
    "page": ("slug", "date", "year", "month", "day", "path", "stem", "name", "category", "categories"),
    "undated": ("slug", "path", "stem", "name", "category", "categories"),
    "asset": ("folder", "slug", "name"),
    "asset_url": ("slug", "name", "published"),
    "html_asset_url": ("slug", "name", "published"),
    "post_url": ("page", "folder", "stem", "slug", "published"),
}
"""Setting with a pattern to the fields that may be in it."""
_TEXTS = (*_PATTERNS, "style", "excerpt")
_KEYS = ("keys", "forms", "constants")
_KNOWN = ("base", *_TEXTS, "needs_day", "fold", "callout", "diagrams", *_KEYS)


def own_targets(blog: BlogConfig, targets: Mapping[str, Target]) -> dict[str, Target]:
    """Return the targets of the settings, given those that there are without them.

    Raises:
        SettingsError: one of them cannot be used.
    """
    file = blog.settings_file.name if blog.settings_file else ""
    found = dict(targets)
    for name, table in blog.settings.targets.items():
        problems = _problems(name, table, found)
        if problems:
            raise SettingsError("; ".join(f"`targets.{name}` {problem}" for problem in problems), where=Where(file))
        found[name] = _changed(found[table.get("base", name)], name, table)
    return {name: found[name] for name in blog.settings.targets}


def _changed(base: Target, name: str, table: Mapping[str, Any]) -> Target:
    changes: dict[str, Any] = {key: table[key] for key in (*_TEXTS, "needs_day") if key in table}
    if "fold" in table:
        changes["fold"] = tuple(table["fold"])
    if "callout" in table:
        changes["callout"] = msgspec.convert(table["callout"], Callout)
    if "diagrams" in table:
        changes["diagrams"] = frozenset(table["diagrams"])
    if isinstance(base.front_matter, Keys):
        keys = base.front_matter
        tables = {key: {**getattr(keys, key), **table[key]} for key in _KEYS if key in table}
        changes["front_matter"] = msgspec.structs.replace(keys, **tables)
    return msgspec.structs.replace(base, name=name, **changes)


def _problems(name: str, table: Mapping[str, Any], targets: Mapping[str, Target]) -> list[str]:
    """Return what is wrong with a row of the settings."""
    base = table.get("base", name)
    if not isinstance(base, str) or base not in targets:
        given = f"`base` is {base!r}" if "base" in table else "needs a `base`"
        return [f"{given}, and there are: {', '.join(targets)}"]
    if targets[base].is_html:
        return [f"cannot be based on {base}, whose pages are HTML: that is the theme's"]
    problems = [f"has the unknown key `{key}`{_near(key, _KNOWN)}" for key in table if key not in _KNOWN]
    problems += [f"`{key}` must be a quoted string" for key in _TEXTS if not isinstance(table.get(key, ""), str)]
    if problems:
        return problems
    problems += [problem for key, fields in _PATTERNS.items() if (problem := _pattern_problem(key, table, fields))]
    if table.get("style", "yaml") not in STYLES:
        problems.append(f"`style` must be one of {', '.join(STYLES)}")
    if not isinstance(table.get("needs_day", False), bool):
        problems.append("`needs_day` must be true or false")
    if "fold" in table and _fold_problem(table["fold"]):
        problems.append("`fold` must be a list of two texts: before with {summary}, and after")
    problems += _callout_problems(table)
    if not _are_texts(table.get("diagrams", [])):
        problems.append("`diagrams` must be a list of texts")
    return [*problems, *_key_problems(table, targets[base])]


def _key_problems(table: Mapping[str, Any], base: Target) -> list[str]:
    given = [key for key in _KEYS if key in table]
    if given and not isinstance(base.front_matter, Keys):
        return [f"cannot have `{given[0]}`: the front matter of its base is a plugin's"]
    problems = [f"`{key}` must be a table" for key in given if not isinstance(table[key], dict)]
    if problems:
        return problems
    for key in ("keys", "forms"):
        for field, value in table.get(key, {}).items():
            if field not in BY_FIELD:
                problems.append(f"`{key}` has the unknown field `{field}`{_near(field, BY_FIELD)}")
            elif not isinstance(value, str) or (key == "forms" and value not in FORMS):
                wanted = f"one of {', '.join(filter(None, FORMS))}" if key == "forms" else "a quoted string"
                problems.append(f"`{key}.{field}` must be {wanted}")
    return problems


def _callout_problems(table: Mapping[str, Any]) -> list[str]:
    if "callout" not in table:
        return []
    try:
        form = msgspec.convert(table["callout"], Callout, strict=True)
        form.start.format(kind="", Kind="", KIND="", title="")
        form.title.format(title="")
    except (msgspec.ValidationError, ValueError, KeyError, IndexError, AttributeError) as error:
        return [f"`callout` is no form of callouts: {error}"]
    return []


def _fold_problem(value: Any) -> bool:
    if not _are_texts(value) or len(value) != 2:  # noqa: PLR2004 - before and after
        return True
    try:
        value[0].format(summary="")
        value[1].format()
    except (ValueError, KeyError, IndexError, AttributeError):
        return True
    return False


def _pattern_problem(key: str, table: Mapping[str, Any], fields: tuple[str, ...]) -> str:
    pattern = table.get(key, "")
    try:
        filled = pattern.format(**dict.fromkeys(fields, "x"))
    except (ValueError, KeyError, IndexError, AttributeError):
        return f"`{key}` is no pattern of {', '.join(f'{{{field}}}' for field in fields)}: {pattern!r}"
    if key in ("page", "asset", "undated") and ".." in filled.split("/"):
        return f"`{key}` leads out of the output folder: {pattern!r}"
    if key == "page" and pattern and not any(f"{{{one}}}" in pattern for one in ("slug", "path", "stem", "name")):
        return f"`{key}` gives all posts one page: {pattern!r}"
    if key == "asset" and pattern and "{name}" not in pattern:
        return f"`{key}` gives all files one path: {pattern!r}"
    return ""


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _near(name: str, names: Any) -> str:
    near = nearest(name, names)
    return f", did you mean `{near}`?" if near else f"; there are: {', '.join(names)}"
