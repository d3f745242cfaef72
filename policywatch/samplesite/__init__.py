"""A made-up site in the shape of the real ones, for trying and testing."""
