"""Post to findings: one file a check; a check changes nothing."""
