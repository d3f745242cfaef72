"""Findings to mail, by a transactional outbox."""
