"""Live preview of a notebook: render the page of unsaved editor content and send only what changed."""
