"""Redirects and names that lead where nobody should go."""

from threading import Event

from models import Outcome
from tests.spiders.hostile.cases import SAME, add, case, listing
from tests.spiders.hostile.server import Exchange, Handler

HOST = "redirects.web.test"


def _to(location: str, status: str = "302 Found") -> Handler:
    async def serve(x: Exchange) -> None:
        await x.redirect(location.encode().decode("latin-1"), status)

    return serve


FORBIDDEN = {
    "to-this-machine": "http://127.0.0.1/",
    "to-this-machine-with-a-port": "http://127.0.0.1:8000/admin",
    "to-this-machine-by-ipv6": "http://[::1]/",
    "to-this-machine-by-a-mapped-address": "http://[::ffff:127.0.0.1]/",
    "to-this-machine-by-one-number": "http://2130706433/",
    "to-this-machine-in-octal": "http://0177.0.0.1/",
    "to-this-machine-in-hexadecimal": "http://0x7f.0.0.1/",
    "to-this-machine-in-short": "http://127.1/",
    "to-this-machine-with-zeros": "http://127.000.000.001/",
    "to-this-machine-with-a-dot": "http://127.0.0.1./",
    "to-this-machine-in-circled-digits": "http://①②⑦.⓪.⓪.①/",
    "to-this-machine-by-name": "http://localhost/",
    "to-zero": "http://0.0.0.0/",
    "to-metadata": "http://169.254.169.254/latest/meta-data/",
    "to-metadata-by-ipv6": "http://[fd00:ec2::254]/latest/meta-data/",
    "to-metadata-by-name": "http://metadata.web.test/latest/",
    "to-metadata-by-alias": "http://alias.web.test/latest/",
    "to-metadata-by-nat64": "http://[64:ff9b::a9fe:a9fe]/",
    "to-a-private-network": "http://10.0.0.1/",
    "to-a-private-network-by-name": "http://router.web.test/",
    "to-a-private-network-with-a-user": "http://user:password@10.0.0.1/",
    "to-a-mail-server": "http://plain.web.test:25/",
    "to-a-secure-shell": "http://plain.web.test:22/",
    "to-a-refused-publisher": "https://www.zhihu.com/question/1",
}  # fmt: skip
for _name, _location in FORBIDDEN.items():
    add(_name, Outcome.REFUSED_ADDRESS, _to(_location), document=SAME, host=HOST)

NOWHERE = {
    "to-a-file": "file:///etc/passwd",
    "to-ftp": "ftp://10.0.0.1/",
    "to-a-script": "javascript:alert(1)",
    "to-data": "data:text/html,<h1>hello</h1>",
    "to-gopher": "gopher://10.0.0.1:6379/_FLUSHALL",
    "to-a-broken-address": "http://[::1/",
    "to-a-port-of-nowhere": "http://plain.web.test:99999999/",
    "to-a-name-of-300-letters": f"http://{'a' * 300}.web.test/",
    "to-nul": "http://\x00/",
}
for _name, _location in NOWHERE.items():
    add(_name, Outcome.PROTOCOL, _to(_location), document=SAME, host=HOST)


for _name, _location in {"to-nothing": "", "to-half-an-address": "http://"}.items():
    add(_name, Outcome.REDIRECT_LOOP, _to(_location), document=SAME, host=HOST)


@case(Outcome.REDIRECT_LOOP, document=SAME, host=HOST)
async def to_itself(x: Exchange) -> None:
    await x.redirect(x.path)


@case(Outcome.REDIRECT_LOOP, document=SAME, host=HOST)
async def to_and_fro(x: Exchange) -> None:
    await x.redirect("/to-and-fro/b" if x.path.endswith("a") else "/to-and-fro/a", "301 Moved")


@case(Outcome.REDIRECT_LOOP, document=SAME, host=HOST)
async def on_and_on(x: Exchange) -> None:
    await x.redirect(f"/on-and-on/{x.number}/{len(x.path)}/{x.path[-900:]}", "307 Temporary")


@case(Outcome.REDIRECT_LOOP, document=SAME, host=HOST)
async def to_itself_with_a_cookie(x: Exchange) -> None:
    await x.redirect(x.path, "302 Found", f"Set-Cookie: seen={x.number}")


@case(Outcome.TOO_LARGE, host=HOST)
async def to_an_address_of_a_megabyte(x: Exchange) -> None:
    await x.redirect("/" + "a" * 1_000_000)


@case(Outcome.PROTOCOL, host=HOST)
async def to_an_address_of_ten_kilobytes(x: Exchange) -> None:
    await x.redirect("/to-an-address-of-ten-kilobytes/" + "a" * 10_000)


@case(Outcome.OK, items=3, host=HOST)
async def to_an_address_with_line_ends(x: Exchange) -> None:
    if "%0d%0a" in x.path.lower():
        await x.answer(listing("to-an-address-with-line-ends"))
    else:
        await x.redirect("/to-an-address-with-line-ends/%0d%0aHost:%2010.0.0.1%0d%0a/")


@case(Outcome.TIMEOUT, host=HOST)
async def slowly_on_and_on(x: Exchange) -> None:
    """Each step is in time, all together are not."""
    import asyncio

    await asyncio.sleep(6)
    await x.redirect(f"/slowly-on-and-on/{x.path.count('a')}{'a' * (x.path.count('a') + 1)}")


def name_of(address: str) -> Handler:
    async def serve(x: Exchange) -> None:
        await x.answer(listing(address))

    return serve


add("name-of-nothing", Outcome.DNS, name_of("n"), host="nothing.web.test")
add("name-server-fails", Outcome.DNS, name_of("n"), host="servfail.web.test")
add("name-server-silent", Outcome.DNS, name_of("n"), host="silent.web.test")
add("name-without-address", Outcome.DNS, name_of("n"), host="empty.web.test")
add("name-of-this-machine", Outcome.REFUSED_ADDRESS, name_of("n"), host="localhost.web.test")
add("name-of-metadata", Outcome.REFUSED_ADDRESS, name_of("n"), host="metadata.web.test")
add("name-of-a-mapped-address", Outcome.REFUSED_ADDRESS, name_of("n"), host="mapped.web.test")
add("name-of-good-and-bad", Outcome.OK, name_of("good"), host="mixed.web.test", items=3)
add("name-of-a-closed-port", Outcome.CONNECT, name_of("n"), host="closed.web.test")


rebound = Event()


async def _rebound(x: Exchange) -> None:
    rebound.set()
    await x.answer(listing("rebound", 6), "200 OK", "Connection: close")
    x.close()


# Resolves to a public address while the list is asked for, and to this machine afterwards.
add("rebound", Outcome.OK, _rebound, host="rebind.web.test", items=6)
