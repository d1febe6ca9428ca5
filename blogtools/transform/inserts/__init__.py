"""Parts that authors put into the text by a mark: diagrams, included files, videos, values of front matter."""
