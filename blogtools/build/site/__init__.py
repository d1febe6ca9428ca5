"""Steps of a build that concern the site as a whole: its lists, the slugs of terms, and the links between pages."""
