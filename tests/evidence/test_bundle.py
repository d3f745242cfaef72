"""A bundle holds a finding with all it rests on, and not a byte of it can be altered unseen."""

import io
import json
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select
from warcio.archiveiterator import ArchiveIterator

from models import Channel, Release, Snapshot, read_session, write_session
from policywatch.errors import PolicywatchError
from policywatch.evidence import gather, verify_bundle, write_bundle
from policywatch.evidence.container import BundleError, pack, unpack
from policywatch.evidence.wacz import surt
from spiders.submissions import Given, take_in
from tests.comparing.world import DAY_ONE
from tests.evidence.world import World, add_finding, add_version, fill, page


def parts_of(bundle: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(bundle) as file:
        assert file.testzip() is None
        return {name: file.read(name) for name in file.namelist()}


def test_it_holds_the_documents_records_and_no_others(bundle: Path) -> None:
    parts = parts_of(bundle)

    records = list(ArchiveIterator(io.BytesIO(parts["archive/data.warc.gz"])))
    asked = [
        r.rec_headers["WARC-Target-URI"] for r in records if r.rec_type in ("response", "revisit")
    ]
    assert [address.rpartition("/")[2] for address in asked] == [
        *["notice.html"] * 4,
        "rules.pdf",
    ]
    assert b"bystander" not in parts["archive/data.warc.gz"]
    about = json.loads(parts["finding.json"])
    assert [d["part"] for d in about["documents"]] == ["found in", "its file, found in too"]
    assert [v["number"] for v in about["documents"][0]["versions"]] == [1, 2]
    match = about["documents"][0]["versions"][1]["matches"][0]
    assert (match["id"], match["text"]) == ("qiming", "启明计划")
    assert about["documents"][0]["versions"][1]["facts"][0]["high"] == "5000000"


def test_other_tools_accept_its_warc_index_and_package(bundle: Path) -> None:
    parts = parts_of(bundle)
    warc = parts["archive/data.warc.gz"]

    for record in ArchiveIterator(io.BytesIO(warc), check_digests="raise"):
        record.raw_stream.read()
    for line in parts["indexes/index.cdx"].decode().splitlines():
        told = json.loads(line.split(" ", 2)[2])
        begin = int(told["offset"])
        packed = warc[begin : begin + int(told["length"])]
        (record,) = ArchiveIterator(io.BytesIO(packed))
        assert record.rec_headers["WARC-Target-URI"] == told["url"]
    package = json.loads(parts["datapackage.json"])
    assert package["wacz_version"] == "1.1.1"
    assert {r["path"] for r in package["resources"]} == parts.keys() - {
        "datapackage.json", "datapackage-digest.json",
    }  # fmt: skip
    pages = [json.loads(line) for line in parts["pages/pages.jsonl"].decode().splitlines()]
    assert pages[0]["format"] == "json-pages-1.0"
    assert pages[1]["ts"].endswith("Z")


def test_the_same_store_gives_the_same_bytes(world: World, finding: int, bundle: Path) -> None:
    with read_session(world.engine) as session:
        again = write_bundle(gather(session, finding, "test"), world.archive)

    assert again == bundle.read_bytes()


def test_contact_details_are_masked_and_nothing_is_markup(bundle: Path) -> None:
    parts = parts_of(bundle)

    for name, data in parts.items():
        if name != "archive/data.warc.gz":
            for detail in ("010-12345678", "wang@example.org", "王小明"):
                assert detail.encode() not in data, name
    html = parts["index.html"].decode()
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "启明计划" in html
    assert "not masked" in html


def test_a_whole_bundle_holds_and_its_exchanges_are_sealed(bundle: Path) -> None:
    verified = verify_bundle(bundle)

    assert verified.problems == []
    assert (verified.exchanges, verified.sealed) == (5, 5)
    assert verified.newest_manifest is not None


def flipped(data: bytes, at: int, bit: int) -> bytes:
    return data[:at] + bytes([data[at] ^ (1 << bit)]) + data[at + 1 :]


def regions_of(data: bytes) -> dict[str, range]:
    """Return the regions of a zip: each part, its header, its directory entry, and the end."""
    regions = {}
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        place = file.start_dir
        for info in file.infolist():
            begin = info.header_offset + 30 + len(info.filename)
            regions[f"header of {info.filename}"] = range(info.header_offset, begin)
            regions[info.filename] = range(begin, begin + info.file_size)
            end = place + 46 + len(info.filename)
            regions[f"entry of {info.filename}"] = range(place, end)
            place = end
    regions["end"] = range(place, len(data))
    return regions


def test_no_flipped_bit_goes_unseen_wherever_it_is(bundle: Path) -> None:
    data = bundle.read_bytes()
    randomness = random.Random(1)
    regions = regions_of(data)
    assert sum(map(len, regions.values())) == len(data)

    for name, region in regions.items():
        many = 12 if name in unpack(data).parts else len(region)
        sampled = sorted(randomness.sample(region, min(many, len(region))))
        for at in {region[0], region[-1], *sampled}:
            bundle.write_bytes(flipped(data, at, randomness.randrange(8)))
            try:
                problems = verify_bundle(bundle).problems
            except BundleError:
                continue
            assert problems, (name, at)
            if name in unpack(data).parts:
                assert any(problem.startswith(name) or name in problem for problem in problems)


@pytest.mark.parametrize("lost", [1, 22, 500])
def test_what_is_cut_off_or_added_is_seen(bundle: Path, lost: int) -> None:
    data = bundle.read_bytes()

    for damaged in (data[:-lost], data + bytes(lost), bytes(lost) + data):
        bundle.write_bytes(damaged)
        try:
            assert verify_bundle(bundle).problems
        except BundleError:
            continue


def test_parts_that_are_missing_added_or_exchanged_are_named(bundle: Path) -> None:
    parts = parts_of(bundle)

    for name in parts:
        bundle.write_bytes(pack({n: d for n, d in parts.items() if n != name}))
        assert any(name in problem for problem in verify_bundle(bundle).problems), name
    bundle.write_bytes(pack({**parts, "text/extra.txt": b"x"}))
    assert any("text/extra.txt was added" in p for p in verify_bundle(bundle).problems)
    text = next(name for name in parts if name.startswith("text/"))
    bundle.write_bytes(pack({**parts, text: b"other"}))
    assert [p for p in verify_bundle(bundle).problems if p.startswith(text)]


def test_a_forger_who_mends_the_hashes_is_caught_by_the_chain(bundle: Path) -> None:
    """All that a bundle says of itself can be made anew; what was sealed cannot."""
    from policywatch.evidence import wacz

    parts = parts_of(bundle)
    about = json.loads(parts["finding.json"])
    about["documents"][0]["exchanges"][0]["at"] = "2020-01-01T00:00:00+00:00"
    forged = {
        **{n: d for n, d in parts.items() if not n.startswith("datapackage")},
        "finding.json": json.dumps(
            about, ensure_ascii=False, sort_keys=True, separators=(",", ":")
        ).encode(),
    }
    described = wacz.package(forged, title="x", created="x", main_url="x")
    bundle.write_bytes(
        pack({**forged, wacz.PACKAGE: described, wacz.DIGEST: wacz.digest_of(described)})
    )

    problems = verify_bundle(bundle).problems

    assert len(problems) == 1
    assert "was sealed otherwise" in problems[0]


def zipped(name: str, data: bytes = b"x", method: int = zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as file:
        file.writestr(name, data)
    return buffer.getvalue()


def overlapping() -> bytes:
    """A zip whose directory names the same bytes a thousand times."""
    one = zipped("a", bytes(1000))
    place = one.index(b"PK\x01\x02")
    entry, end = one[place:-22], one[-22:]
    many = entry * 1000
    counts = struct.pack("<HHII", 1000, 1000, len(many), place)
    return one[:place] + many + end[:8] + counts + end[20:]


def claiming_too_much() -> bytes:
    data = bytearray(zipped("a", b"x"))
    struct.pack_into("<II", data, 18, 2**31, 2**31)
    struct.pack_into("<II", data, data.index(b"PK\x01\x02") + 20, 2**31, 2**31)
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        pytest.param(lambda: b"", "not a bundle", id="empty"),
        pytest.param(lambda: b"PK\x03\x04", "not a bundle", id="cut"),
        pytest.param(lambda: random.Random(1).randbytes(9999), "not a bundle", id="noise"),
        pytest.param(
            lambda: zipped("a", bytes(100_000_000), zipfile.ZIP_DEFLATED), "compressed", id="bomb"
        ),
        pytest.param(lambda: zipped("../../etc/passwd"), "no bundle has such a name", id="up"),
        pytest.param(lambda: zipped("/etc/passwd"), "no bundle has such a name", id="absolute"),
        pytest.param(lambda: zipped("a\\b"), "no bundle has such a name", id="backslash"),
        pytest.param(lambda: zipped("a/../b"), "no bundle has such a name", id="inner-up"),
        pytest.param(lambda: zipped("报告"), "no bundle has such a name", id="not-ascii"),
        pytest.param(lambda: zipped("C:/x"), "no bundle has such a name", id="drive"),
        pytest.param(claiming_too_much, "damaged|not a bundle", id="size"),
        pytest.param(
            lambda: b"".join(zipped("a")[:32] for _ in range(2)) + zipped("a")[32:],
            "two of that name|not a bundle",
            id="twice",
        ),
    ],
)
def test_hostile_files_are_refused_with_the_reason(
    tmp_path: Path, data: Callable[[], bytes], why: str
) -> None:
    path = tmp_path / "hostile.wacz"
    path.write_bytes(data())

    with pytest.raises(BundleError, match=why):
        verify_bundle(path)


def test_parts_that_lie_over_each_other_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "hostile.wacz"
    path.write_bytes(overlapping())

    assert any("zip's" in problem for problem in verify_bundle(path).problems)


@pytest.mark.parametrize(
    "nested",
    [
        pytest.param(b"[" * 100_000, id="nested"),
        pytest.param(b'{"resources": [{"path": {}}]}', id="types"),
        pytest.param(b"\xff\xfe", id="not-text"),
        pytest.param(b'{"format":"policywatch-evidence/1","finding":{"id":"x"}}', id="no-number"),
    ],
)
def test_json_of_any_kind_ends_in_a_problem(bundle: Path, nested: bytes) -> None:
    parts = parts_of(bundle)

    for name in ("finding.json", "datapackage.json", "manifests/00000001.json"):
        bundle.write_bytes(pack({**parts, name: nested}))
        assert verify_bundle(bundle).problems


def test_a_warc_that_is_a_bomb_ends_in_a_problem(bundle: Path) -> None:
    from policywatch.evidence import wacz
    from policywatch.evidence.manifests import sha256

    parts = parts_of(bundle)
    bomb = zlib.compress(bytes(500_000_000), 9)
    packed = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    head = b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 500000000\r\n\r\n"
    warc = packed.compress(head + bytes(500_000_000)) + packed.flush()
    assert len(bomb) < 1_000_000
    about = json.loads(parts["finding.json"])
    exchanges = about["documents"][0]["exchanges"][:1]
    exchanges[0] |= {"warc_offset": 0, "warc_length": len(warc), "warc_sha256": sha256(warc)}
    about["documents"] = [{**about["documents"][0], "exchanges": exchanges}]
    text = json.dumps(about, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    bundle.write_bytes(pack({**parts, "finding.json": text.encode(), wacz.WARC: warc}))

    problems = verify_bundle(bundle).problems

    assert any("is of another address" in p or "over" in p for p in problems)


def test_what_people_gave_goes_into_bundles_without_their_names(world: World) -> None:
    fill(world)
    given = Given(page(1), "saved.html", "Li Lei", "https://www.zhihu.com/q/1", "text/html")
    taken = take_in(world.engine, world.archive, given, channel=Channel.COMMAND, now=DAY_ONE)
    with write_session(world.engine) as session:
        query = select(Snapshot).where(Snapshot.document_id == taken.document_ids[0])
        version = add_version(session, session.scalars(query).one(), 1)
        finding = add_finding(session, version, session.get_one(Release, 1)).id
    bundle = world.folder / "given.wacz"

    with read_session(world.engine) as session:
        bundle.write_bytes(write_bundle(gather(session, finding, "test"), world.archive))

    verified = verify_bundle(bundle)
    assert verified.problems == []
    assert "never sealed" in verified.notes[0]
    parts = parts_of(bundle)
    assert "https://www.zhihu.com/q/1" in parts["index.html"].decode()
    assert not any(b"Li Lei" in data for data in parts.values())
    assert b'"status":"200"' in parts["indexes/index.cdx"]


def test_a_finding_that_is_not_there_is_told(world: World) -> None:
    with read_session(world.engine) as session, pytest.raises(PolicywatchError, match="finding 7"):
        gather(session, 7, "test")


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://www.Example.org/", "org,example)/"),
        ("https://kjt.zj.gov.cn:443/Art/2023/?b=2&A=1", "cn,gov,zj,kjt)/art/2023?a=1&b=2"),
        ("http://a.cn:8080/启明", "cn,a:8080)/%e5%90%af%e6%98%8e"),
        ("http://a.cn/a%2fb#c", "cn,a)/a/b"),
    ],
)
def test_keys_are_those_that_replay_looks_up(url: str, key: str) -> None:
    assert surt(url) == key
