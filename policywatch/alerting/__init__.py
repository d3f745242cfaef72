"""Findings to mail, by a transactional outbox."""

from policywatch.alerting.sending import send_again
from policywatch.alerting.stage import alert
from policywatch.alerting.subscriptions import ensure_first_subscriptions

__all__ = ["alert", "ensure_first_subscriptions", "send_again"]
