"""A table of one kind of extension: the built-in rows, in order, and those of plugins among them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Generic, TypeVar

from blogtools.errors import SettingsError, nearest
from blogtools.plugins.installed import PluginKind
from blogtools.plugins.load import NO_PLUGINS, Plugins

Row = TypeVar("Row")
"""Has a `name`, which is unique in its table."""


class Registry(Mapping[str, Row], Generic[Row]):
    """Rows by name, in the order in which they apply; never changes."""

    def __init__(self, kind: PluginKind, row_type: Any, rows: Iterable[Any], *, appends: bool = True) -> None:
        """Make a table of rows of one type (or protocol); rows of plugins go to its end, or else to its beginning."""
        self.kind: PluginKind = kind
        self._type = row_type
        self._rows: dict[str, Row] = {row.name: row for row in rows}
        self._appends = appends
        self._extended = lru_cache(8)(self._extend)

    def __getitem__(self, name: str) -> Row:
        return self._rows[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def extended(self, plugins: Plugins) -> Registry[Row]:
        """Return the table with the rows of plugins; a row of the same name takes the place of a built-in one.

        Raises:
            SettingsError: a row is of another type, names a place that does not exist, or has the name of another
                plugin's row.
        """
        return self if plugins is NO_PLUGINS else self._extended(plugins)

    def _extend(self, plugins: Plugins) -> Registry[Row]:
        rows = dict(self._rows)
        owners: dict[str, str] = {}
        for plugin, row in plugins.rows(self.kind):
            if not isinstance(row, self._type):
                message = f"plugin {plugin}: {self.kind} must be of type {self._type.__name__}, found {row!r}"
                raise SettingsError(message)
            if row.name in owners:
                message = f"plugins {owners[row.name]} and {plugin} both have `{row.name}` among their {self.kind}"
                raise SettingsError(message, hint="use one of them")
            owners[row.name] = plugin
            guarded = row.guarded(plugin) if hasattr(row, "guarded") else row
            rows = self._placed(rows, guarded, plugin)
        return Registry(self.kind, self._type, rows.values(), appends=self._appends) if owners else self

    def _placed(self, rows: dict[str, Row], row: Any, plugin: str) -> dict[str, Row]:
        """Return the rows with one more of a plugin, at the place that it asks for."""
        before, after = getattr(row, "before", ""), getattr(row, "after", "")
        if row.name in rows and not before and not after:
            return rows | {row.name: row}
        rest = [(name, one) for name, one in rows.items() if name != row.name]
        names = [name for name, _ in rest]
        index = len(names) if self._appends else 0
        if anchor := before or after:
            if anchor not in names:
                near = nearest(anchor, names)
                hint = f"did you mean {near}?" if near else f"choose from {', '.join(names)}"
                message = f"plugin {plugin}: there is nothing called `{anchor}` among the {self.kind}"
                raise SettingsError(message, hint=hint)
            index = names.index(anchor) + (not before)
        return dict([*rest[:index], (row.name, row), *rest[index:]])
