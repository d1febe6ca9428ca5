"""reStructuredText, as Pelican, Nikola and others have it."""
