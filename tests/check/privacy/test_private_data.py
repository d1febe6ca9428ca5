"""Addresses of people and machines in outputs."""

from __future__ import annotations

import pytest

from tests.checking import code, found, printed


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Author: Ann <ann.b@uni-x.edu>", "an e-mail address: ann.b@uni-x.edu"),
        ("a.b@x-y.org, c@x-y.org, a.b@x-y.org", "an e-mail address: a.b@x-y.org and 1 more"),
        ("\x1b[31mann@uni-x.edu\x1b[0m", "an e-mail address: ann@uni-x.edu"),
        ("to 10.2.33.4:8080", "a private address: 10.2.33.4"),
        ("http://192.168.0.17/x", "a private address: 192.168.0.17"),
        ("172.31.0.1", "a private address: 172.31.0.1"),
        ("inet6 fe80::1c2d:3eff:fe4a:5b6c/64", "a private address: fe80::1c2d:3eff:fe4a:5b6c"),
        ("http://db-01.prod.internal:5432/", "the name of a private host: db-01.prod.internal"),
        ("anns-mac.local", "the name of a private host: anns-mac.local"),
    ],
)
def test_private_data(text: str, message: str) -> None:
    """One note a cell and kind, naming the first."""
    assert found("private-data", code("f()", printed(text))) == [(1, None, f"the outputs show {message}")]


@pytest.mark.parametrize(
    "text",
    [
        "you@example.com ann@example.org a@b.com git@github.com:x/y noreply@x.org",
        "https://ann@host.org/ @decorator.name a @ b.c",
        "version 10.2.33 and 10.1.2.3.4 0.10.1.2 8.8.8.8 172.15.0.1 192.168",
        "threading.local() x.local = 1 self.internal.x corp.internal_name",
        "std::fd0a: 12:30:45",
    ],
)
def test_what_only_looks_like_it(text: str) -> None:
    """Examples, versions, attributes, and what the author wrote."""
    assert found("private-data", "Write to ann@uni-x.edu", code("'10.0.0.1'", printed(text))) == []
