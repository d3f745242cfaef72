"""Fits that write into what is shipped: they learn what is there, and change nothing else."""

from pathlib import Path

import numpy as np
import yaml

from benchmarks.flagging import genres, nameless
from policywatch.catalogue.watchlists import load_watchlists
from policywatch.flagging.genre import GenreJudge
from policywatch.flagging.genre_signs import SIGNS_FILE, load_genre_signs
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
    points = nameless.points_of(rule) + np.arange(len(rule.add) + 1)

    nameless.write_points(file, rule, points)

    after = yaml.safe_load(file.read_text(encoding="utf-8"))
    at = next(n for n, one in enumerate(after["rules"]) if one["id"] == nameless.RULE)
    assert [one["points"] for one in after["rules"][at]["add"]] == points[:-1].tolist()
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
