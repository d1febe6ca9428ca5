"""A theme: files here take the place of the default theme's; a blog's own `templates/` take the place of these."""
