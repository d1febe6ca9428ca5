"""Author HTML made safe to stand on a page."""
