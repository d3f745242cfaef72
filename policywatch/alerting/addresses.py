"""Addresses that mail is sent from and to."""

from email.headerregistry import Address
from email.utils import getaddresses

from policywatch.alerting.letters import one_line
from policywatch.errors import PolicywatchError


class AddressError(PolicywatchError):
    """An address cannot be written to."""


def parse_address(text: str) -> Address:
    """Return an address as headers and servers take it.

    Raises:
        AddressError: it is not one address in ASCII.
    """
    try:
        ((name, spec),) = getaddresses([text.replace(";", ",")])
        if not spec.isascii() or spec.startswith("-") or any(c <= " " for c in spec):
            raise AddressError(f"not an address to write to: {text!r}")
        return Address(display_name=one_line(name), addr_spec=spec)
    except (ValueError, IndexError) as error:
        raise AddressError(f"not an address to write to: {text!r}") from error
