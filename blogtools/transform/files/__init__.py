"""Assets: attachments, and files beside the notebook."""
