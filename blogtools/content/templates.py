"""Templates of the blog's own shortcodes: they read what they are given, and reach nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from blogtools.errors import TemplateError, Where


def fill_template(source: str, values: Mapping[str, Any]) -> str:
    """Return the HTML of a template, given its text.

    Raises:
        TemplateError: It cannot be parsed, or raises an error; its place has the line alone.
    """
    # Only for posts that use such a template.
    import jinja2

    try:
        html: str = _compiled(source).render(values)
    except jinja2.TemplateSyntaxError as error:
        raise TemplateError(error.message or "cannot be parsed", where=Where(line=error.lineno)) from error
    except Exception as error:
        # Templates are programs of the blog's author and may raise anything.
        line, trace = None, error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename == "<template>":
                line = trace.tb_lineno
            trace = trace.tb_next
        message = f"{type(error).__name__}: {error}"
        raise TemplateError(message, where=Where(line=line)) from error
    return html


@lru_cache(64)
def _compiled(source: str) -> Any:
    import jinja2

    from blogtools.render.theme.sandbox import TemplateEnvironment

    environment = TemplateEnvironment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(source)
