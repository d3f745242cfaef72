"""Fits that write into what is shipped: they learn what is there, and change nothing else."""

from pathlib import Path

import numpy as np
import yaml

from benchmarks.flagging import genres, nameless, wording
from policywatch.catalogue.watchlists import load_watchlists
from policywatch.flagging.genre import GenreJudge
from policywatch.flagging.genre_signs import SIGNS_FILE, load_genre_signs
from policywatch.flagging.wording import WORDS_FILE, Wording, Words, load_words
from policywatch.settings import ROOT

THRESHOLD = 40.0


def test_points_are_learnt_from_what_is_labelled_within_what_a_sign_may_say() -> None:
    draw = np.random.default_rng(4)
    held = (draw.random((400, 3)) < 0.5).astype(float)
    relevant = held[:, 0]  # the second speaks against talent as often as for it, the third for it
    start = np.array([1.0, 0.0, -5.0, 30.0])

    points = nameless.Fit(start, THRESHOLD, pull=0.1).points(held, relevant)
    counted = nameless.count(held, relevant, points, THRESHOLD)

    assert points[0] > 20
    assert points[2] <= 0
    assert counted.f1 == 1.0


def test_a_strong_pull_leaves_points_as_they_are() -> None:
    held, relevant = np.eye(3), np.array([1.0, 0.0, 1.0])
    start = np.array([12.0, 7.0, -3.0, 27.0])

    points = nameless.Fit(start, THRESHOLD, pull=1e6).points(held, relevant)

    assert points.tolist() == start.tolist()


def test_a_sign_that_is_fixed_keeps_its_points() -> None:
    held, relevant = np.array([[1.0], [0.0]] * 50), np.array([1.0, 0.0] * 50)
    start = np.array([2.0, 38.0])

    free = nameless.Fit(start, THRESHOLD, pull=0.1).points(held, relevant)
    fixed = nameless.Fit(start, THRESHOLD, pull=0.1, fixed=(0,)).points(held, relevant)

    assert free[0] > start[0] == fixed[0]


def test_points_are_written_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text(nameless.RULES_FILE.read_text(encoding="utf-8"), encoding="utf-8")
    rules = load_watchlists(ROOT / "watchlists").rules
    rule = next(rule for rule in rules if rule.id == nameless.RULE)
    before = yaml.safe_load(file.read_text(encoding="utf-8"))
    points = nameless.points_of(rule) + np.arange(len(rule.add) + 2)

    nameless.write_points(file, rule, points)

    after = yaml.safe_load(file.read_text(encoding="utf-8"))
    at = next(n for n, one in enumerate(after["rules"]) if one["id"] == nameless.RULE)
    assert [one["points"] for one in after["rules"][at]["add"]] == points[:-2].tolist()
    assert after["rules"][at]["score"] == points[-1]
    for one in (before, after):
        del one["rules"][at]["score"]
        for weight in one["rules"][at]["add"]:
            del weight["points"]
    assert after == before


def test_genres_are_learnt_from_what_is_labelled() -> None:
    judge = GenreJudge(load_genre_signs())
    texts = [
        genres.Labelled(f"{genre}-{n}", (genre,), "", text, 50.0, True)
        for genre, text in (("welfare", "办理户口迁移须知。"), ("paper", "基金项目资助。摘要："))
        for n in range(5)
    ]

    weights = genres.fit(judge, texts)
    told = judge.values("", texts[0].text)

    assert told
    for number in told:
        welfare, paper = (genres.GENRES.index(name) for name in ("welfare", "paper"))
        assert weights[number][welfare] > weights[number][paper]


def test_weights_of_genres_are_written_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "genres.yaml"
    file.write_text(SIGNS_FILE.read_text(encoding="utf-8"), encoding="utf-8")
    judge = GenreJudge(load_genre_signs())
    before = yaml.safe_load(file.read_text(encoding="utf-8"))

    genres.write_weights(file, judge, np.full((len(judge.signs) + 1, len(genres.GENRES)), 0.5))

    after = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert set(after["before"].values()) == {0.5}
    signs = [*after["signs"], *after["shapes"]]
    assert all(set(sign["speaks"].values()) == {0.5} for sign in signs)
    for one in (before, after):
        del one["before"]
        for sign in (*one["signs"], *one["shapes"]):
            sign.pop("speaks", None)
    assert after == before


def test_words_are_learnt_beside_what_the_signs_say_already() -> None:
    texts = ["引进海外人才", "技能培训报名", "海外购物打折", "引进设备投产"] * 20
    passages = [
        wording.Open(text, np.array([float("引进" in text), 0.0]), "海外人才" in text)
        for text in texts
    ]
    points = np.array([15.0, 1.0, 30.0])  # a sign, the words, the rule's own

    none = Words(words={})
    score, learnt = wording.fitted(wording.frequent_words(texts), passages, points, THRESHOLD, none)
    finder = Wording(learnt)
    told = {
        one.folded: one.signs[0] * points[0] + score + finder.weigh(one.folded).points
        for one in passages
    }

    assert told["引进海外人才"] > THRESHOLD
    assert max(told["技能培训报名"], told["海外购物打折"], told["引进设备投产"]) < THRESHOLD
    assert learnt.words["海外"] > 0 > learnt.words.get("培训", -1)


def test_words_start_from_those_that_are_shipped_and_texts_about_anything_speak_against_them() -> (
    None
):
    open_one = wording.Open("他们海外归来", np.array([0.0]), False, share=wording.BACKGROUND)
    shipped = Words(words={"他们": 6.0, "人才": 5.0})
    points = np.array([1.0, 39.0])

    few = wording.fitted(["海外"], [open_one], points, THRESHOLD, shipped)[1]
    many = wording.fitted(["海外"], [open_one] * 100, points, THRESHOLD, shipped)[1]

    assert few.words["人才"] == many.words["人才"] == 5.0
    assert many.words["他们"] < few.words["他们"] <= 6.0
    assert many.words["海外"] < 0


def test_of_a_long_text_that_stretch_is_learnt_from_which_the_shipped_words_choose() -> None:
    away = "天气很好，" * 200
    text = f"{away}引进海外人才{away}"
    shipped = Words(words={"人才": 9.0})
    words = wording.fitted(
        ["天气", "海外"], [wording.Open(text, np.array([0.0]), True)] * 50, np.array([1.0, 30.0]),
        THRESHOLD, shipped,
    )[1].words  # fmt: skip

    assert words["海外"] > 0


def test_words_are_taken_from_a_dictionary_and_not_of_grammar() -> None:
    words = list(wording.words_of("引进海外人才 the overseas talents of the city, new"))

    assert {"引进", "海外", "人才", "引进海外", "overseas", "talents", "overseas talents"} <= set(
        words
    )
    assert not {"the", "of", "new", "talents of", "进海"} & set(words)


def test_words_are_written_under_the_comment_those_that_say_most_first(tmp_path: Path) -> None:
    file = tmp_path / "wording.yaml"
    file.write_text(WORDS_FILE.read_text(encoding="utf-8"), encoding="utf-8")

    wording.write_words(file, Words(words={"培训": -6.0, "海外": 9.0}))

    assert load_words(file).words == {"海外": 9.0, "培训": -6.0}
    assert file.read_text(encoding="utf-8").startswith("# What words add")
    assert file.read_text(encoding="utf-8").endswith("words:\n  海外: 9.0\n  培训: -6.0\n")
