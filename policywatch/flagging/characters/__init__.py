"""What characters sound and look like, and which words are ordinary: knowledge of the script."""
