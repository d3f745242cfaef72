"""TLS: servers prove who they are, unless a source says that its server cannot."""

from typing import TYPE_CHECKING, Any

from OpenSSL import SSL
from OpenSSL._util import ffi, lib
from scrapy.core.downloader.contextfactory import (
    _get_creator_context,
    _ScrapyCertificateOptions,
    _ScrapyClientContextFactory,
)

from spiders.bounds import MAX_HOSTS_REMEMBERED

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

# Many old servers know no secure renegotiation. A client that never renegotiates loses nothing.
OP_LEGACY_SERVER_CONNECT = 0x4
_VERIFIED = 0  # X509_V_OK


class HandshakeError(Exception):
    """A TLS connection ended before it was one."""


class VerifyingContextFactory(_ScrapyClientContextFactory):
    """Takes servers with a certificate for their name, signed by an authority trusted here.

    The certificates of the authorities are read once per host, not once per connection.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._creators: dict[bytes, Any] = {}

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:  # noqa: N802 (Twisted's interface)
        """Return what makes a host's connections."""
        creator = self._creators.get(hostname)
        if creator is None:
            creator = super().creatorForNetloc(hostname, port)
            _get_creator_context(creator).set_options(OP_LEGACY_SERVER_CONNECT)
            while len(self._creators) >= MAX_HOSTS_REMEMBERED:
                self._creators.pop(next(iter(self._creators)))
            self._creators[hostname] = creator
        return creator


class _AnyCertificateOptions(_ScrapyCertificateOptions):
    def _makeContext(self, skipCiphers: bool = False) -> SSL.Context:  # noqa: N802, N803
        context = super()._makeContext(skipCiphers)
        # TLS 1.0 and 1.1 need the lowest level of security; Twisted's own setting loses the word.
        context.set_cipher_list(b"ALL:@SECLEVEL=0")
        return context


class UnverifiedContextFactory(VerifyingContextFactory):
    """Takes any certificate, and protocols down to TLS 1.0."""

    def _get_cert_options(self) -> _AnyCertificateOptions:
        return _AnyCertificateOptions(**self._get_cert_options_kwargs())


def context_factory(crawler: "Crawler") -> Any:
    """Return the IPolicyForHTTPS for a crawl, by DOWNLOAD_VERIFY_CERTIFICATES."""
    verifies = crawler.settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES")
    factory = VerifyingContextFactory if verifies else UnverifiedContextFactory
    return factory.from_crawler(crawler)


def why_untrusted(connection: SSL.Connection) -> str:
    """Return what was wrong with the certificate that a server showed; empty where nothing was."""
    code = lib.SSL_get_verify_result(connection._ssl)
    if code == _VERIFIED:
        return ""
    return str(ffi.string(lib.X509_verify_cert_error_string(code)).decode())
