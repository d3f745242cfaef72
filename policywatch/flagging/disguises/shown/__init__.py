"""Names that only a text as shown tells: what folding takes away is what tells them."""
