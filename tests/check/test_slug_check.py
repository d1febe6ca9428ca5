"""Slugs that are fit for addresses, and others."""

from __future__ import annotations

import pytest

from blogtools.check.findings import check_post
from blogtools.check.slug import fit_slug
from tests.checking import found, make_post


@pytest.mark.parametrize(
    ("slug", "problem", "fit"),
    [
        pytest.param("My-Post", "has uppercase letters", "my-post", id="capitals"),
        pytest.param("/my-post/", "begins or ends with a slash or space", "my-post", id="slashes"),
        pytest.param("my_post", "has characters other", "my-post", id="underscore"),
        pytest.param("my--post", "has characters other", "my-post", id="hyphens"),
        pytest.param("v1.2", "has characters other", "v1-2", id="dot"),
        pytest.param("über-regen", "has characters that must be escaped in URLs", "uber-regen", id="umlaut"),
        pytest.param("2024-05-01-2024-05-01-rain", "contains the date twice", "2024-05-01-rain", id="date twice"),
        pytest.param("2024-05-01-rain-20240501", "contains the date twice", "2024-05-01-rain", id="date in two forms"),
        pytest.param("word-" * 20 + "end", "is 103 characters long", "word-" * 15 + "word", id="long"),
    ],
)
def test_slugs_that_are_not_fit(slug: str, problem: str, fit: str) -> None:
    """The line of the metadata cell is told, and a slug that is fit."""
    (finding,) = check_post(make_post(("raw", f"---\ntitle: a\nslug: {slug}\n---"), "b"))
    assert (finding.slug, finding.where.cell, finding.where.line) == ("slug", 1, 3)
    assert finding.message.startswith(f"slug {slug} {problem}")
    assert finding.hint == f"use {fit} instead"
    assert fit_slug(fit) == fit


@pytest.mark.parametrize("slug", ["my-post", "2024-05-01-rain", "a", "word-" * 15 + "words"])
def test_slugs_that_are_fit(slug: str) -> None:
    """They pass, and `fit_slug` leaves them alone."""
    assert found("slug", ("raw", f"---\ntitle: a\nslug: {slug}\n---"), "b") == []
    assert fit_slug(slug) == slug


def test_no_slug_of_the_author_is_fit() -> None:
    """What the file's name gives is not the author's word."""
    assert found("slug", "# A Title") == []
