"""Addresses, dates in lists, and what may not be fetched from."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spiders.dates import date_in_url, find_date, parse_stamp
from spiders.guard import address_refusal, url_refusal
from spiders.urls import belongs, canonical_url, is_attachment

TODAY = date(2023, 2, 1)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://WWW.Example.ORG:80/a/../b.html#top", "http://www.example.org/b.html"),
        ("https://example.org:443", "https://example.org/"),
        ("https://example.org:8443/", "https://example.org:8443/"),
        ("/a;jsessionid=AB12?x=1&PHPSESSID=9&y=2", "http://base.org/a?x=1&y=2"),
        ("附件 1.pdf", "http://base.org/d/%E9%99%84%E4%BB%B6%201.pdf"),
        ("%E9%99%84.pdf?b=2&a=1", "http://base.org/d/%E9%99%84.pdf?b=2&a=1"),
        ("//other.org/x?utm_source=a", "http://other.org/x"),
        ("/a?id=7&t=1795820173618&v=1795820173", "http://base.org/a?id=7"),
        ("/a?rnd=0.7017495910&x=0.5", "http://base.org/a?x=0.5"),
        ("/a?id=1795820173618&t=12&v=2.1", "http://base.org/a?id=1795820173618&t=12&v=2.1"),
        ("javascript:void(0)", None),
        ("mailto:a@b.org", None),
        ("http://user:pw@example.org/", None),
        ("http://[::1", None),
        ("http://example.org:99999999/", None),
        ("", None),
        ("x" * 3000, None),
    ],
)
def test_addresses_have_one_spelling(url: str, expected: str | None) -> None:
    assert canonical_url(url, "http://base.org/d/e.html") == expected


def test_a_spelling_is_final() -> None:
    once = canonical_url("http://例子.org/路径/a b?x=中文&y=%E4%B8%AD")

    assert once is not None
    assert canonical_url(once) == once


PARTS = [
    "http://", "HTTPS://", "//", "/", "a.cn", "A.cn", "x" * 64, "..", ".", "-", "_", "%41", "中",
    ":80", "@", "?a=1", ";sid=3", "index.html",
]  # fmt: skip


@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=7), st.sampled_from(["", "http://"]))
@settings(max_examples=500, deadline=None)
def test_a_fragment_changes_no_address(parts: list[str], scheme: str) -> None:
    url, base = scheme + "".join(parts), "http://www.base.org/d/e.html"

    assert canonical_url(url, base) == canonical_url(url + "#part", base)


def test_documents_belong_to_the_publishers_domain() -> None:
    host = "kjt.zj.gov.cn"

    assert belongs("https://www.zj.gov.cn/a", publisher_host=host)
    assert not belongs("https://www.gd.gov.cn/a", publisher_host=host)
    assert not belongs("https://evil-zj.gov.cn/a", publisher_host=host)
    assert belongs("https://www.gd.gov.cn/a", publisher_host=host, hosts=("gd.gov.cn",))
    assert not belongs("http://127.0.0.1:1/", publisher_host="127.0.0.1:2")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://a.cn/x.PDF", True),
        ("http://a.cn/down.jsp?f=%E5%90%8D.docx&n=1", True),
        ("http://a.cn/x.wps", True),
        ("http://a.cn/x.html", False),
        ("http://a.cn/pdf", False),
        ("http://a.cn/.zip/", False),
    ],
)
def test_attachments_are_known_by_their_ending(url: str, expected: bool) -> None:
    assert is_attachment(url) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022-06-15", "2022-06-15"),
        ("[06-15]", "2022-06-15"),
        ("01-31", "2023-01-31"),
        ("2022/6/5 09:30", "2022-06-05"),
        ("2022年6月15日", "2022-06-15"),
        ("6月15日", "2022-06-15"),
        ("15\n2022.06", "2022-06-15"),
        ("2022-06\n15", "2022-06-15"),
        ("2022 06-15", "2022-06-15"),
        ("06-15 2022", "2022-06-15"),
        ("111.06.15", "2022-06-15"),
        ("民國111年6月15日", "2022-06-15"),
        ("版本 123.4.5", None),
        ("20220615", "2022-06-15"),
        ("15 June 2022", "2022-06-15"),
        ("Jun 15, 2022", "2022-06-15"),
        ("3天前", "2023-01-29"),
        ("昨天 10:00", "2023-01-31"),
        ("2022年6月", "2022-06"),
        ("02-30", None),
        ("浏览 1234 次", None),
    ],
)
def test_dates_in_lists_are_understood(text: str, expected: str | None) -> None:
    assert find_date(text, TODAY) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/art/2022/6/15/art_1229_59.html", "2022-06-15"),
        ("/202206/t20220615_1234567.html", "2022-06-15"),
        ("/zhengce/2022-06/15/content_5695000.htm", "2022-06-15"),
        ("/2023/0315/c1234a56789/page.htm", "2023-03-15"),
        ("/info/1021/12345.htm", None),
        ("/content/post_3950000.html", None),
    ],
)
def test_dates_in_addresses_are_understood(url: str, expected: str | None) -> None:
    assert date_in_url(url) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1655251200000, "2022-06-15"),
        ("1655251200", "2022-06-15"),
        ("2022-06-14T23:00:00Z", "2022-06-15"),
        ("2022-06-15 09:30:00", "2022-06-15"),
        (None, None),
        (True, None),
        ("soon", None),
        ("9" * 100, None),
    ],
)
def test_dates_of_apis_are_those_of_the_publishers_zone(
    value: object, expected: str | None
) -> None:
    assert parse_stamp(value, "Asia/Shanghai", TODAY) == expected


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "0.0.0.0"),
        *("100.64.0.1", "224.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.2.1"),
        *("::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:10.0.0.1"),
        *("64:ff9b::a00:1", "2002:a00:1::", "fd00:ec2::254", "not-an-address"),
    ],
)
def test_addresses_that_are_not_the_public_web_are_refused(address: str) -> None:
    assert address_refusal(address, allow_loopback=False)


def test_loopback_alone_can_be_allowed() -> None:
    assert address_refusal("127.0.0.1", allow_loopback=True) is None
    assert address_refusal("::ffff:127.0.0.1", allow_loopback=True) is None
    assert address_refusal("10.0.0.1", allow_loopback=True)
    assert address_refusal("169.254.169.254", allow_loopback=True)


def test_public_addresses_and_names_may_be_fetched() -> None:
    assert address_refusal("93.184.216.34", allow_loopback=False) is None
    assert address_refusal("2606:2800:220:1::1", allow_loopback=False) is None
    assert url_refusal("https://www.example.org/", allow_loopback=False) is None
    assert url_refusal("https://www.zhihu.com/", allow_loopback=False)
    assert url_refusal("http://[::1]/", allow_loopback=False)
