"""The search\x27s index."""
