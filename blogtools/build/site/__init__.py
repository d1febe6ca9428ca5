"""What a build does for the site as a whole: its lists, the slugs of terms, and the links between pages."""
