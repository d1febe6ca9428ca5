"""List pages, feeds, redirects and the other files of a site besides its posts."""
