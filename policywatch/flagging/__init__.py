"""Text to matches, facts, genre and findings."""
