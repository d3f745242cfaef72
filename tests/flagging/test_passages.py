"""The labelled passages: what is to be seen is seen, and hard negatives are not."""

from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from policywatch.flagging import Flagger

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Passage:
    kind: str
    title: str
    text: str
    programmes: frozenset[str]
    relevant: bool
    form: str


def passages(name: str) -> list[Passage]:
    return [
        Passage(
            entry["kind"],
            entry.get("title", ""),
            entry["text"],
            frozenset((*entry["programmes"], *entry.get("extra", ()))),
            entry.get("relevant", entry["kind"] != "n"),
            entry.get("form", ""),
        )
        for entry in yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
    ]


def f1(right: int, too_many: int, missed: int) -> float:
    return 2 * right / (2 * right + too_many + missed)


@pytest.mark.parametrize("name", ["passages.yaml", "passages_check.yaml"])
def test_documents_and_programmes_are_told_apart(flagger: Flagger, name: str) -> None:
    document, programme = [0, 0, 0], [0, 0, 0]
    for passage in passages(name):
        flagging = flagger.flag(passage.text, title=passage.title)
        flagged = flagging.score >= flagger.threshold
        found = set(flagging.programmes)
        document[0] += flagged and passage.relevant
        document[1] += flagged and not passage.relevant
        document[2] += passage.relevant and not flagged
        programme[0] += len(found & passage.programmes)
        programme[1] += len(found - passage.programmes)
        programme[2] += len(passage.programmes - found)

    assert f1(*document) >= 0.97
    assert f1(*programme) >= 0.97


@pytest.mark.parametrize("name", ["passages.yaml", "passages_check.yaml"])
def test_evasive_forms_are_found(flagger: Flagger, name: str) -> None:
    evasive = [passage for passage in passages(name) if passage.form]

    found = sum(
        passage.programmes <= set(flagger.flag(passage.text, title=passage.title).programmes)
        for passage in evasive
    )

    assert found >= 0.95 * len(evasive)


def test_mentions_in_passing_are_graded_lower(flagger: Flagger) -> None:
    def mean(kind: str) -> float:
        scores = [
            flagger.flag(p.text, title=p.title).score
            for p in passages("passages.yaml")
            if p.kind == kind
        ]
        return sum(scores) / len(scores)

    assert mean("c") < mean("b") < mean("a")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "某招聘平台发布海归就业调查：去年在国内求职的海归同比增长三成，期望月薪集中在8000到15000元，"
            "一线城市对海归人才更有吸引力。",
            id="figures of returning students",
        ),
        pytest.param(
            "China's chip firms face a talent shortage. Headhunters offer engineers high wages; "
            "the average salary rose by 12%, start-ups in Beijing attract staff with pay raises.",
            id="a salary survey",
        ),
        pytest.param(
            "Hire in China without a legal entity: our employer of record runs payroll and "
            "onboards your talent. Engineers in Shenzhen earn 30,000 yuan a month and housing.",
            id="a hiring guide",
        ),
        pytest.param(
            "China's work permit system puts foreign experts into three tiers. Tier A, for top "
            "talent, brings faster processing; the points-based system looks at salary and age.",
            id="permits to work",
        ),
        pytest.param(
            "“千人计划”乡村教师培训项目结业，1000名教师完成研修，专家为学员颁发证书。",
            id="teachers of the countryside",
        ),
        pytest.param(
            "公司核心团队来自名校与硅谷大厂，天使轮融资3000万元，现诚聘算法工程师，期权丰厚。",
            id="a start-up",
        ),
        pytest.param(
            "市欧美同学会举办联谊会，海归青年共度中秋，现场表演古筝、茶艺。",
            id="an evening of returnees",
        ),
        pytest.param(
            "政府は半導体の技術者不足を受け、大学院の定員を増やすとして、企業は初任給を引き上げた。",
            id="Japan's own market",
        ),
        pytest.param(
            "Choose Europe for Science: the European Commission announces 500 million euros to "
            "attract researchers from abroad, with longer grants and a relocation allowance.",
            id="a scheme of Europe",
        ),
        pytest.param(
            "市人社局举办新材料领域高级研修班，培训对象为副高以上职称的专业技术人员和高层次管理人才，"
            "培训费由财政承担。",
            id="further training",
        ),
    ],
)
def test_texts_near_the_subject_are_no_findings(flagger: Flagger, text: str) -> None:
    assert flagger.flag(text).score < flagger.threshold


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "China ist seit Jahren bestrebt, internationale Spitzenkräfte anzuwerben und "
            "Forscher aus den USA mit hohen Gehältern nach China zurückzuholen.",
            id="German",
        ),
        pytest.param(
            "中国企業による半導体技術者の引き抜きが続き、大学教授には支度金と年俸3000万円が提示されるという。",
            id="Japanese",
        ),
    ],
)
def test_offers_to_talent_abroad_are_findings_in_other_languages(
    flagger: Flagger, text: str
) -> None:
    assert flagger.flag(text).score >= flagger.threshold
