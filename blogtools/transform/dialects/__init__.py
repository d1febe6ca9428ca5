"""The marks of other tools: what hides is removed, and the author is told what else has no effect or is shown."""
