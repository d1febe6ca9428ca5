"""Which servers a script names."""

from __future__ import annotations

import pytest

from blogtools.render.sanitize.hosts import Hosts


@pytest.mark.parametrize(
    ("script", "hosts"),
    [
        ("fetch('https://x.org/a')", {"x.org"}),
        ("L.tileLayer('https://{s}.tile.example.org/{z}/{x}/{y}.png')", {"{s}.tile.example.org"}),
        ("import(`//cdn.example.com:8080/${name}.js`)", {"cdn.example.com"}),
        ("new WebSocket(`ws://${location.host}/api`)", set()),
        ("new WebSocket(`wss://${window.location.host}/api`)", set()),
        ("document.createElementNS('http://www.w3.org/2000/svg', 'g')", set()),
        ("fetch('https://blog.example.org/a') // not x.org", set()),
    ],
)
def test_a_script_names_other_servers(script: str, hosts: set[str]) -> None:
    """Those in its texts; its own, and the one that its page is from, are no others."""
    assert Hosts("blog.example.org").in_script(script) == hosts
