"""The plugins of a blog: those that are installed, and those of its own `plugins/` folder that its settings name."""

from __future__ import annotations

import hashlib
import importlib
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

from blogtools.config import PLUGINS, BlogConfig
from blogtools.errors import BlogtoolsError, SettingsError, Where, nearest
from blogtools.plugins.guard import describe_failure
from blogtools.plugins.installed import PLUGIN_KINDS, EntryPoint, PluginKind, installed
from blogtools.plugins.rows import ThemeFolder


class Plugins:
    """Some plugins, loaded."""

    def __init__(self, versions: tuple[tuple[str, str], ...], rows: tuple[tuple[PluginKind, str, Any], ...]) -> None:
        """Take the name and version of each, and their rows: kind, name of the plugin, row."""
        self.versions = versions
        """Part of the build key. The version of a file is the hash of its content."""
        self._rows = rows

    def __bool__(self) -> bool:
        return bool(self.versions)

    def rows(self, kind: PluginKind) -> Iterator[tuple[str, Any]]:
        """Yield the rows of a kind, each after the name of its plugin."""
        return ((plugin, row) for one, plugin, row in self._rows if one == kind)


NO_PLUGINS = Plugins((), ())


def plugins_of(blog: BlogConfig) -> Plugins:
    """Load the plugins of a blog; the same object as before, while none of them changed.

    The blog's own are left out where its code may not run (`BlogConfig.trusted`).

    Raises:
        SettingsError: a plugin does not exist, cannot be imported, is no plugin, or is not what was trusted.
    """
    names = blog.settings.plugins if blog.trusted else ()
    files = tuple((name, *_read(blog, name)) for name in names)
    found = installed()
    return _load(found, files) if found or files else NO_PLUGINS


def _read(blog: BlogConfig, name: str) -> tuple[Path, bytes]:
    """Return path and content of a plugin of the blog's own."""
    path = blog.root / PLUGINS / f"{name}.py"
    where = Where(blog.settings_file.name if blog.settings_file else "")
    try:
        data = path.read_bytes()
    except OSError as error:
        near = nearest(name, [one.stem for one in path.parent.glob("*.py")])
        message = f"there is no plugin {PLUGINS}/{name}.py"
        if path.exists():
            message = f"plugin {PLUGINS}/{name}.py cannot be read: {error.strerror}"
        raise SettingsError(message, where=where, hint=f"did you mean {near}?" if near else "") from error
    # What was trusted is what runs, also if the file changes in between.
    if blog.vetted is not None and hashlib.sha256(data).hexdigest() not in blog.vetted:
        message = f"plugin {PLUGINS}/{name}.py has changed since the blog was trusted"
        raise SettingsError(message, where=where, hint="read it, then trust the blog again")
    return path, data


@lru_cache(8)
def _load(found: tuple[EntryPoint, ...], files: tuple[tuple[str, Path, bytes], ...]) -> Plugins:
    versions: dict[str, str] = {point.distribution: point.version for point in found}
    rows: list[tuple[PluginKind, str, Any]] = []
    for point in found:
        rows += ((point.kind, point.distribution, row) for row in _rows_of(point))
    for name, path, data in files:
        version = hashlib.sha256(data).hexdigest()[:32]
        plugin = f"{PLUGINS}/{name}.py"
        versions[plugin] = version
        module = _run(f"_blogtools_plugin_{name}_{version[:8]}", plugin, path, data)
        own = [(kind, plugin, row) for kind in PLUGIN_KINDS for row in _as_rows(getattr(module, kind, ()), plugin)]
        if not own:
            message = f"plugin {plugin} has nothing to add"
            raise SettingsError(message, hint=f"let it define a list: {', '.join(PLUGIN_KINDS)}")
        rows += own
    return Plugins(tuple(sorted(versions.items())), tuple(rows))


def _run(name: str, plugin: str, path: Path, data: bytes) -> ModuleType:
    """Run the file of a plugin as a module."""
    module = ModuleType(name)
    module.__file__ = str(path)
    # Dataclasses, and whatever else looks at annotations, ask for the module by name.
    sys.modules[name] = module
    try:
        # What was hashed is what runs; and no `__pycache__` comes to stand in the blog.
        exec(compile(data, str(path), "exec", dont_inherit=True), module.__dict__)  # noqa: S102 - a plugin is code
    except (Exception, SystemExit) as error:
        del sys.modules[name]
        raise _import_failed(plugin, error) from error
    return module


def _rows_of(point: EntryPoint) -> tuple[Any, ...]:
    """Return the rows that an entry point leads to: a row, or some of them; for a theme, its package."""
    module_name, _, attribute = point.value.partition(":")
    try:
        value: Any = importlib.import_module(module_name)
        for name in attribute.split(".") if attribute else ():
            value = getattr(value, name)
    except (Exception, SystemExit) as error:
        plugin = f"{point.distribution} ({point.value})"
        raise _import_failed(plugin, error) from error
    if isinstance(value, ModuleType) and point.kind == "themes" and value.__file__:
        return (ThemeFolder(point.name, Path(value.__file__).parent),)
    return _as_rows(value, point.distribution)


def _as_rows(value: Any, plugin: str) -> tuple[Any, ...]:
    rows = tuple(value) if type(value) in (tuple, list) else (value,)
    for row in rows:
        if not isinstance(getattr(row, "name", None), str):
            message = f"plugin {plugin}: {row!r} has no name, and is nothing that blogtools can use"
            raise SettingsError(message)
    return rows


def _import_failed(plugin: str, error: BaseException) -> BlogtoolsError:
    hint = "fix it, or remove it from `plugins` in the settings"
    if not plugin.startswith(f"{PLUGINS}/"):
        hint = "uninstall it, or install a version that works"
    return SettingsError(f"plugin {plugin} cannot be imported: {describe_failure(error)}", hint=hint)
