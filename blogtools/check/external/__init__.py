"""Check of links to other sites, which asks their servers: only if the author wants it, never in a build."""
