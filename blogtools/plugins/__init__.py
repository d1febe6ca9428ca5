"""Extension points: what plugins may add to the program's own tables, and how plugins are found and loaded.

A plugin is code: it runs with the rights of whoever converts the blog.
"""
