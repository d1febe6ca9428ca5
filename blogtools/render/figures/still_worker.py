"""Draws Vega figures in a process of its own: `python -m blogtools.render.figures.still_worker`.

Each line of standard input is a JSON list of the name of the language and a specification; each line of standard output
is the SVG as a JSON string, or null where Vega rejects the specification.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

from blogtools.render.processes import limiter

MEMORY = 800_000_000
"""Bytes that the process may have, where the system can limit them."""
SECONDS = 10
"""Processor time that a figure may take, where the system can limit it."""


def draw_requests() -> None:
    """Draw until there is no more to draw."""
    limit = limiter(MEMORY, SECONDS)
    import vl_convert  # A large extension module, for this process alone.

    draw: dict[str, Callable[[Any], object]] = {"Vega-Lite": vl_convert.vegalite_to_svg, "Vega": vl_convert.vega_to_svg}
    for line in sys.stdin:
        limit()
        name, spec = json.loads(line)
        try:
            svg: str | None = str(draw[name](spec))
        except ValueError:
            svg = None
        sys.stdout.write(json.dumps(svg) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    draw_requests()
