"""A message of the outbox as the bytes that go out (RFC 5322, RFC 8058)."""

import hashlib
import html
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from models import Message, Subscription
from policywatch.alerting.addresses import parse_address
from policywatch.alerting.letters import one_line
from policywatch.alerting.texts import say
from policywatch.settings import Settings


def seal(message: Message, subscription: Subscription | None, settings: Settings) -> bytes:
    """Return the mail, equal at each try; lines end in CRLF.

    The way out of the subscription is added here, so that the outbox does not show it.

    Raises:
        AddressError: sender or recipient cannot be written to.
    """
    mail = EmailMessage(policy=SMTP)
    mail["From"] = parse_address(settings.mail_from)
    mail["To"] = parse_address(message.recipient)
    mail["Subject"] = one_line(message.subject)
    mail["Date"] = format_datetime(message.created_at)
    mail["Message-ID"] = message.message_id
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Policywatch-Instance"] = one_line(settings.instance)
    text, page = message.text, message.html
    if subscription is not None:
        way_out = f"{settings.review_address}/unsubscribe/{subscription.unsubscribe_token}"
        mail["List-Unsubscribe"] = f"<{way_out}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        label = say(subscription.language, "unsubscribe")
        text = f"{text.rstrip()}\n{label}: {way_out}\n"
        link = f'<p style="font-size:13px"><a href="{html.escape(way_out)}">{label}</a></p>'
        page = page.replace("</div>\n</body>", f"{link}\n</div>\n</body>")
    mail.set_content(text)
    mail.add_alternative(page, subtype="html")
    mail.set_boundary("=_" + hashlib.sha256(message.message_id.encode()).hexdigest()[:40])
    return mail.as_bytes()
