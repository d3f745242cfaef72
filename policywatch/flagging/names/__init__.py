"""The names of programmes and terms: how each is written, how sure, which one is meant."""
