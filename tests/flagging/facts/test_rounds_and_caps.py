"""Who is picked each time, at most or in all; a degree named twice; an 元 before a currency."""

import pytest

from policywatch.flagging.facts import find_facts


def read(text: str, kind: str) -> list[tuple[str | None, str | None, str, str]]:
    return [(f.low, f.high, f.unit, f.basis) for f in find_facts(text) if f.kind == kind]


@pytest.mark.parametrize(
    "frame",
    [
        "每年选拔1次，每次{n}左右，另行支持", "每两年评选一次，每次{n}", "每年遴选一批,每批{n}左右",
        "每批选派{n}，分两批执行", "每批次遴选{n}左右", "选派规模：{n}", "选派人数：高校教师{n}",
        "年度选派计划：高级研究学者{n}", "录取人数：{n}", "按照每年{n}的规模选派",
        "年度计划选拔培养对象{n}",
    ],
)  # fmt: skip
@pytest.mark.parametrize("n", ["380名", "50人"])
def test_those_picked_each_time_are_a_quota(frame: str, n: str) -> None:
    assert read(frame.format(n=n), "quota") == [(n[:-1], n[:-1], "persons", "")]


@pytest.mark.parametrize(
    "text",
    [
        "各区推荐候选人不超过5名（含已推荐人选）", "各高校推荐候选人不超过5名",
        "申报人选原则上不超过5人", "推荐名额不超过5个", "每年评审1次，每次不超过5名",
        "入选人数控制在5人以内", "推荐对象最多5人（含已入选者）",
        "每个學校以推薦5人為限", "各单位限报5个名额",
        "at most five applicants from each institution",
        "no more than 5 candidates per university",
    ],
)  # fmt: skip
def test_a_cap_on_those_put_forward_is_a_quota(text: str) -> None:
    assert read(text, "quota") == [(None, "5", "persons", "")]
    assert read(text, "count") == []


@pytest.mark.parametrize(
    "text",
    [
        "每次会议200名左右代表参加", "每年召开评审会一次，每次50名左右专家参加", "每班40人左右",
        "每场宣讲会300人左右", "每次检查人员不超过5名", "参会人数不超过50人", "每团人数不超过30人",
        "课题组人数不超过10人", "随行人员人数不超过2人", "现场人数控制在100人以内",
        "每人限报1个岗位", "应聘人员只能报考一个岗位", "每个岗位面试人选不超过5名",
        "支持20个团队建设", "支持30家企业，每家企业奖励不同",
    ],
)  # fmt: skip
def test_guests_classes_and_teams_are_none(text: str) -> None:
    assert read(text, "quota") == read(text, "count") == []


@pytest.mark.parametrize(
    "frame",
    ["引进海归总量累计已达到{n}", "累计引育各类领军人才总量已达{n}", "引进海外人才总量累计达{n}"],
)
@pytest.mark.parametrize("n", ["3046人", "300名"])
def test_those_taken_in_all_are_counted(frame: str, n: str) -> None:
    assert read(frame.format(n=n), "count") == [(n[:-1], n[:-1], "persons", "recruited")]


@pytest.mark.parametrize(
    "text",
    [
        "全市人才总量已达50万人", "门诊总量累计已达3046人", "累计培训学员总数达1200人",
        "引进高层次人才后总量达到300人",
    ],
)  # fmt: skip
def test_those_there_are_in_all_are_not(text: str) -> None:
    assert read(text, "count") == []


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("具有硕士研究生学历学位及以上", "master"),
        ("须具有硕士研究生学历（学位）及以上", "master"),
        ("具有本科学历、学士学位及以上", "bachelor"),
        ("具有硕士研究生学历、学位及以上", "master"),
        ("研究生学历硕士学位以上", "master"),
        ("具有研究生学历及硕士以上学位", "master"),
        ("具有博士学位学历以上者优先", "doctorate"),
    ],
)
def test_one_degree_may_be_named_twice(text: str, level: str) -> None:
    assert read(text, "degree") == [(level, None, "", "at-least")]


def test_two_levels_are_two_degrees() -> None:
    levels = [level for level, *_ in read("具有硕士学历，学士学位", "degree")]

    assert levels == ["master", "bachelor"]


@pytest.mark.parametrize(
    ("written", "value", "code"),
    [
        ("十一萬元美金", "110000", "USD"), ("5万元美金", "50000", "USD"),
        ("3万元欧元", "30000", "EUR"), ("10万欧元整", "100000", "EUR"),
        ("20万元港币", "200000", "HKD"), ("1万元英镑", "10000", "GBP"),
        ("300万元日元", "3000000", "JPY"), ("8万元人民币", "80000", "CNY"),
    ],
)  # fmt: skip
def test_the_currency_may_stand_behind(written: str, value: str, code: str) -> None:
    assert read(f"每人资助{written}", "amount") == [(value, value, code, "per-person")]
    assert read(f"以{written}为上限", "amount") == [(None, value, code, "up-to")]
    text = f"每年{written}或等值之該國法定貨幣為上限，逐年撥付"
    assert read(text, "amount") == [(None, value, code, "up-to")]


@pytest.mark.parametrize(
    "frame",
    [
        "组建{n}（人民币，下同）规模专项基金", "设立{n}规模的海外人才创投基金",
        "首期{n}规模人才基金正式运营",
    ],
)  # fmt: skip
@pytest.mark.parametrize(("n", "value"), [("8亿元", "800000000"), ("5000万元", "50000000")])
def test_what_a_fund_holds_is_a_total(frame: str, n: str, value: str) -> None:
    assert read(frame.format(n=n), "amount") == [(value, value, "CNY", "total")]


@pytest.mark.parametrize("text", ["年产值达8亿元规模", "形成8亿元规模的产业集群"])
def test_what_a_trade_makes_is_none(text: str) -> None:
    assert read(text, "amount") == [("800000000", "800000000", "CNY", "")]
