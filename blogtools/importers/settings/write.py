"""Write the settings of a blog that has none, as those of the generator it comes from tell them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from blogtools.config import SETTINGS_FILE, BlogConfig, Settings, setting_problems
from blogtools.errors import Finding, Where
from blogtools.importers.settings.generators import Generator, SettingValues, find_settings
from blogtools.languages import language_tag
from blogtools.starter.notebook import write_new

_SECRET = re.compile(r"secret|token|passw|api_?key|credential|private", re.IGNORECASE)
LONGEST_SETTING = 120
"""Characters of a value in a comment."""


def import_settings(blog: BlogConfig, folder: Path) -> tuple[Path | None, tuple[Finding, ...]]:
    """Write the blog's settings if it has none and `folder` has those of another generator.

    Returns the file that was written, None for none, and what is to be told.

    Raises:
        SourceError: the settings of the generator cannot be read.
        WriteError: the file cannot be written.
    """
    found = find_settings(folder)
    if found is None:
        return None, ()
    generator, path, values = found
    if blog.settings_file is not None:
        message = f"the settings of {generator.name} are not taken over, since there is {blog.settings_file.name}"
        return None, (Finding("import", message, Where(str(path)), severity="note"),)
    target = blog.root / SETTINGS_FILE
    text, left = imported_settings_text(generator, path.name, values)
    write_new(target, text)
    verb = (
        "setting has no counterpart and is a comment" if left == 1 else "settings have no counterpart and are comments"
    )
    message = f"{left} {verb} in {SETTINGS_FILE}"
    return target, (Finding("import", message, Where(str(path))),) if left else ()


def imported_settings_text(generator: Generator, name: str, values: SettingValues) -> tuple[str, int]:
    """Return the text of a settings file, and the number of settings that have no counterpart."""
    kept = {key: value for key, value in _counterparts(generator, values) if not setting_problems({key: value})}
    known = {key for setting, keys in generator.keys.items() if setting in kept for key in keys}
    known |= set(generator.spent) if "permalink" in kept else set()
    known |= {"url", "baseurl", "root"} & set(generator.spent) if "base_url" in kept else set()
    others = [
        (key, value) for key, value in values.items() if not _is_known(key, known) and value not in (None, "", [])
    ]
    lines = [
        f"# Taken over from {name} ({generator.name}).",
        *(f"{key} = {_toml(value)}" for key, value in kept.items()),
    ]
    if generator.permalink is not None and generator.permalink(values) is None:
        lines.append("# The addresses of posts follow no pattern that `permalink` can have; list them as `aliases`.")
    if others:
        lines += ["", f"# Without a counterpart in blogtools, from {name}:"]
        lines += [f"# {key} = {_comment(key, value)}" for key, value in others]
    return "\n".join(lines) + "\n", len(others)


def _counterparts(generator: Generator, values: SettingValues) -> Iterator[tuple[str, Any]]:
    """Yield the settings of blogtools that the values tell, in their order."""
    types = [(field.name, type(field.default)) for field in msgspec.structs.fields(Settings)]
    wanted = {**generator.keys, "base_url": generator.keys.get("base_url", ())}
    for setting, kind in types:
        value: Any = None
        if setting == "permalink":
            value = generator.permalink(values) if generator.permalink else None
        elif setting == "base_url" and generator.home is not None:
            value = generator.home(values)
        elif setting in wanted:
            value = next((one for key in wanted[setting] if (one := values.get(key)) not in (None, "", [], {})), None)
        if value in (None, "", []):
            continue
        if converted := _as_type(setting, value, kind):
            yield setting, converted


def _as_type(setting: str, value: Any, kind: type) -> Any:
    """Return a value in the type of a setting; None if it cannot have it."""
    if isinstance(value, list | tuple) and kind is not tuple:
        value = value[0]
    if kind is tuple:
        return [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]
    if kind is int:
        return int(value) if str(value).isdecimal() else None
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return None
    text = " ".join(str(value).split())
    return language_tag(text.replace("_", "-")) if setting == "language" else text


def _is_known(key: str, known: set[str]) -> bool:
    return any(key == one or key.startswith(f"{one}.") or one.startswith(f"{key}.0") for one in known)


def _toml(value: Any) -> str:
    """Return a value in TOML, which strings, numbers and lists of JSON are."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _comment(key: str, value: Any) -> str:
    """Return a value on one line; none of what looks like a secret."""
    if _SECRET.search(key):
        return "…"
    text = json.dumps(value, ensure_ascii=False, default=str)
    # A control character would end the comment.
    text = "".join(character if character.isprintable() else " " for character in text)
    return text if len(text) <= LONGEST_SETTING else f"{text[:LONGEST_SETTING]}…"
