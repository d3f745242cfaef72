"""Text to versions, changes and copy groups."""
