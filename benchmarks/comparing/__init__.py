"""Copies and idle runs: how well they are found, and what they cost as the store grows."""
