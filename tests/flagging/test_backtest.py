"""Back-test: what a rule or programme would find in what is stored, with nothing written."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select

from models import (
    Base,
    Decision,
    Document,
    Finding,
    Reading,
    Verdict,
    Version,
    read_session,
    write_session,
)
from policywatch.catalogue.watchlists import Watchlists, load_watchlists
from policywatch.catalogue.watchlists.assembling import propose
from policywatch.catalogue.watchlists.files import assemble_folder, read_text
from policywatch.documents import Flagging
from policywatch.flagging import Flagger, flag_versions
from policywatch.flagging.backtest import Backtest, EmptyStoreError, Overlap, Share, backtest
from policywatch.flagging.texts import Text
from policywatch.settings import ROOT
from tests.comparing.world import DAY_ONE, add_document
from tests.flagging.reflagging.test_stage import OTHER, QIHANG, QIMING, flag_all
from tests.flagging.test_stage import add_version

MONEY = """
rules:
  - id: money
    score: 50
    when: {near: [{category: [incentive]}, {fact: [amount]}], within: sentence}
    reason: 'speaks of {terms}'
"""
PROGRAMME = "programmes: [{id: qihang, zh: [启航英才计划]}]\n"
NAME = "names: [{programme: qiming, text: 启航英才计划}]\n"


@pytest.fixture(scope="module")
def shipped() -> Iterator[Watchlists]:
    watchlists = load_watchlists(ROOT / "watchlists")
    built = Flagger(watchlists)  # what looks for the same names shares its lexicon
    built.build()
    yield watchlists
    del built


@pytest.fixture
def corpus(store: Engine, shipped: Watchlists) -> Engine:
    """A store of four documents from two sources, one of them in two versions."""
    with write_session(store) as session:
        for number, (texts, source, day) in enumerate((
            ((OTHER, QIMING), "a", "2023-01-05"),
            ((QIHANG,), "b", "2023-03-31"),
            ((QIMING + "请速报。",), "b", None),
            ((OTHER,), "a", "2023-03-02"),
        )):  # fmt: skip
            document = add_document(session, f"page-{number}", source=source)
            for text in texts:
                version = add_version(session, document, text, title="通知")
                session.get_one(Reading, version.reading_id).published = day
    flag_all(store, shipped)
    return store


def try_out(store: Engine, text: str, *, sample: int = 10) -> Backtest:
    standing = assemble_folder(ROOT / "watchlists")
    given = read_text(text, "given.yaml")
    proposed = propose(standing, given)
    refs = [one.ref for one in given]
    with read_session(store) as session:
        return backtest(session, standing.watchlists, proposed, refs, sample=sample)


def current_findings(store: Engine, rule: str) -> int:
    with read_session(store) as session:
        count = select(func.count(Finding.id)).join(
            Document, Document.version_id == Finding.version_id
        )
        return session.scalar(count.where(Finding.rule == rule)) or 0


def test_a_rule_is_tried_on_the_newest_version_of_each_document(corpus: Engine) -> None:
    result = try_out(corpus, MONEY)

    assert (result.examined, result.hits, result.queued) == (4, 3, 3)
    assert result.by_month == {
        "2023-01": Share(1, 1), "2023-03": Share(1, 2), "2023-08": Share(1, 1),
    }  # fmt: skip
    assert result.by_source == {"b": Share(2, 2), "a": Share(1, 2)}
    assert result.by_rule == {"money": 3}
    assert [hit.month for hit in result.sample] == ["2023-08", "2023-03", "2023-01"]
    assert all(hit.context and hit.words in hit.context for hit in result.sample)
    assert "安家费" in result.sample[0].context


def test_hits_are_set_beside_the_rules_that_stand(corpus: Engine) -> None:
    result = try_out(corpus, MONEY)

    named = current_findings(corpus, "programme-named")
    assert Overlap("programme-named", named, 0) in result.overlap
    assert named == 2
    assert result.unseen <= 1


def test_a_rule_that_takes_anothers_place_is_set_beside_it(corpus: Engine) -> None:
    text = MONEY.replace("id: money", "id: programme-named")
    result = try_out(corpus, text.replace("within: sentence", "within: 1"))

    own = next(one for one in result.overlap if one.rule == "programme-named")
    assert own.both + own.alone == 2


def test_what_analysts_dismissed_is_counted(corpus: Engine) -> None:
    with write_session(corpus) as session:
        rows = select(Finding).where(Finding.rule == "programme-named").order_by(Finding.id)
        for finding, verdicts in zip(
            session.scalars(rows),
            ([Verdict.RELEVANT, Verdict.NOT_RELEVANT], [Verdict.RELEVANT]),
            strict=True,
        ):
            session.add_all(
                Decision(finding_id=finding.id, verdict=verdict, who="ana", at=DAY_ONE)
                for verdict in verdicts
            )

    result = try_out(corpus, MONEY)

    assert (result.decided, result.dismissed, result.dismissed_share) == (2, 1, 0.5)


def test_a_new_programme_is_tried_by_where_it_is_meant(corpus: Engine) -> None:
    result = try_out(corpus, PROGRAMME)

    assert (result.hits, list(result.by_source)) == (1, ["b"])
    assert result.sample[0].words == "啟·航英才計劃"
    assert "programme-named" in result.by_rule


def test_a_new_name_is_tried_by_what_it_alone_adds(corpus: Engine) -> None:
    result = try_out(corpus, NAME)

    assert (result.hits, list(result.by_source)) == (1, ["b"])


def test_what_stands_already_is_tried_as_if_it_were_new(
    corpus: Engine, shipped: Watchlists
) -> None:
    rule = next(rule for rule in shipped.rules if rule.id == "programme-named")
    standing = assemble_folder(ROOT / "watchlists")
    refs = [ref for ref in standing.parts if ref.id == rule.id]

    with read_session(corpus) as session:
        result = backtest(session, shipped, shipped, refs)

    assert result.hits == current_findings(corpus, "programme-named")


def test_versions_that_wait_to_be_flagged_are_looked_at_all_the_same(store: Engine) -> None:
    with write_session(store) as session:
        add_version(session, add_document(session, "a"), QIMING)

    assert try_out(store, MONEY).hits == 1


def test_nothing_is_written(corpus: Engine) -> None:
    def rows() -> list[int]:
        with read_session(corpus) as session:
            tables = Base.metadata.sorted_tables
            return [
                session.scalar(select(func.count()).select_from(table)) or 0 for table in tables
            ]

    before = rows()
    try_out(corpus, MONEY + PROGRAMME)

    assert rows() == before


def test_the_sample_is_bounded_and_the_same_each_time(corpus: Engine) -> None:
    first, second = try_out(corpus, MONEY, sample=2), try_out(corpus, MONEY, sample=2)

    assert len(first.sample) == 2
    assert first == second


def test_an_empty_store_is_an_error_not_a_zero(sqlite_store: Engine) -> None:
    with pytest.raises(EmptyStoreError, match="no document is stored yet"):
        try_out(sqlite_store, MONEY)


def test_only_what_may_be_hit_is_looked_at_whole(
    sqlite_store: Engine, shipped: Watchlists, monkeypatch: pytest.MonkeyPatch
) -> None:
    with write_session(sqlite_store) as session:
        for number, text in enumerate((QIMING, OTHER, OTHER + "谢谢。")):
            add_version(session, add_document(session, f"page-{number}"), text)
    flag_all(sqlite_store, shipped)
    looked: list[str] = []
    whole = Flagger.flag_all

    def note(flagger: Flagger, texts: Iterable[Text]) -> Iterator[Flagging]:
        given = list(texts)
        looked.extend(one.text for one in given)
        return whole(flagger, given)

    monkeypatch.setattr(Flagger, "flag_all", note)
    try_out(sqlite_store, MONEY, sample=0)

    assert looked == [QIMING]
    assert flag_versions(sqlite_store, Flagger(shipped), now=lambda: DAY_ONE).done == 0
    with read_session(sqlite_store) as session:
        assert session.scalar(select(func.max(Version.at))) <= DAY_ONE + timedelta(days=9)
