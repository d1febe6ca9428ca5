"""The Jinja2 environment of templates: they read what they are given, and reach nothing else.

A blog's templates come with its folder, which may be somebody else's, so building or checking it must not give them the
rights of a program. Jinja2's sandbox forbids what is known to be dangerous; here, only what is listed is allowed.
"""

from __future__ import annotations

import datetime as dt
import types
from typing import Any

import msgspec
from jinja2.runtime import BlockReference, LoopContext, Macro, TemplateReference, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment, safe_range
from jinja2.utils import Cycler, Joiner, Namespace, generate_lorem_ipsum

_DATA = (str, int, float, tuple, list, set, frozenset, dict, dt.date, dt.time, dt.timedelta)
"""Values whose public attributes may be used; they have no way to files, modules or code."""
_RUNTIME = (BlockReference, Cycler, Joiner, LoopContext, Macro, Namespace, TemplateReference, Undefined)
"""Objects that templates create."""
_GLOBALS = (safe_range, generate_lorem_ipsum, dict, Cycler, Joiner, Namespace)
"""What may be called by name."""


class TemplateEnvironment(ImmutableSandboxedEnvironment):
    """An environment in which templates can use data and their own macros, and change nothing."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Return True for an attribute of plain data, a field or property of a struct, and what Jinja2 offers."""
        if attr.startswith("_"):
            return False
        if isinstance(obj, msgspec.Struct):
            kind = type(obj)
            return attr in kind.__struct_fields__ or isinstance(getattr(kind, attr, None), property)
        return isinstance(obj, (*_DATA, *_RUNTIME)) and super().is_safe_attribute(obj, attr, value)

    def is_safe_callable(self, obj: Any) -> bool:
        """Return True for methods of data, for macros and blocks, and for the functions that Jinja2 offers."""
        # The sandbox replaces `str.format` by a function that wraps it.
        method = getattr(obj, "__wrapped__", obj)
        if isinstance(method, types.BuiltinMethodType | types.MethodType):
            return isinstance(method.__self__, (*_DATA, LoopContext, Cycler))
        return isinstance(obj, _RUNTIME) or any(obj is one for one in _GLOBALS)
