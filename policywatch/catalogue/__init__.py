"""What we watch and what we look for: YAML, validated at the door."""
