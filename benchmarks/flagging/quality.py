"""How well flagging tells what is meant, on labelled passages, beside four baselines.

`make bench NAME=flagging.quality`. The passages of `passages/` were written before any tuning on
them. A passage whose text has a SHA-256 that ends in an even hex digit is for tuning, the others
are the untouched half: of them only totals are shown.
"""

import argparse
import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from rich.console import Console
from rich.table import Table

from policywatch.catalogue.watchlists import Watchlists, load_watchlists
from policywatch.documents import Flagging
from policywatch.flagging import Flagger
from policywatch.settings import ROOT

FOLDER = Path(__file__).parent / "passages"
Verdict = tuple[bool, frozenset[str]]
"""Whether a passage would be seen, and the programmes said to be meant."""


def is_for_tuning(text: str) -> bool:
    """Whether a labelled text is of the half that may be looked at, by its SHA-256."""
    return int(hashlib.sha256(text.encode()).hexdigest()[-1], 16) % 2 == 0


def labelled_folders(data: Path | None) -> list[Path]:
    """Return the folder of passages beside this file, then `data` and each folder in it."""
    inner = sorted(one for one in data.iterdir() if one.is_dir()) if data else []
    return [FOLDER, *([data] if data else []), *inner]


@dataclass(frozen=True, slots=True)
class Passage:
    """A labelled passage. `allowed` are programmes that may be found and need not be."""

    id: str
    kind: str
    genre: str
    form: str
    programmes: frozenset[str]
    allowed: frozenset[str]
    title: str
    text: str

    @property
    def relevant(self) -> bool:
        """Whether an analyst would want to see it (kinds a, b and c)."""
        return self.kind != "n"

    @property
    def for_tuning(self) -> bool:
        """Whether it is of the half that may be looked at."""
        return is_for_tuning(self.text)


def load_passages(folder: Path = FOLDER) -> list[Passage]:
    """Return the passages of a folder's YAML files, in order."""
    return [_passage(entry) for path in sorted(folder.glob("*.yaml"))
            for entry in yaml.safe_load(path.read_text(encoding="utf-8"))]  # fmt: skip


def _passage(entry: dict[str, object]) -> Passage:
    return Passage(
        id=str(entry["id"]),
        kind=str(entry["kind"]),
        genre=str(entry.get("genre") or ""),
        form=str(entry.get("form") or ""),
        programmes=frozenset(entry.get("programmes") or ()),  # type: ignore[call-overload]
        allowed=frozenset(entry.get("extra") or ()),  # type: ignore[call-overload]
        title=str(entry.get("title") or ""),
        text=str(entry["text"]),
    )


@dataclass
class Count:
    """How many were rightly found, wrongly found and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def add(self, found: bool, wanted: bool) -> None:
        """Count one decision."""
        self.right += found and wanted
        self.wrong += found and not wanted
        self.missed += wanted and not found

    @property
    def precision(self) -> float:
        """Right among found (0-1)."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Right among wanted (0-1)."""
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        """The harmonic mean of both (0-1)."""
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)


@dataclass
class Score:
    """A method's figures over some passages."""

    document: Count = field(default_factory=Count)
    programme: Count = field(default_factory=Count)
    forms: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    genres: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    wrong: list[tuple[Passage, Verdict]] = field(default_factory=list)

    @property
    def evasive(self) -> Count:
        """The programmes in a disguised form."""
        counts = [count for form, count in self.forms.items() if form]
        return Count(sum(c.right for c in counts), 0, sum(c.missed for c in counts))


def score(passages: Iterable[Passage], judge: Callable[[Passage], Verdict]) -> Score:
    """Hold a method's verdicts against the labels."""
    result = Score()
    for passage in passages:
        seen, programmes = judge(passage)
        result.document.add(seen, passage.relevant)
        result.genres[passage.genre].add(seen, passage.relevant)
        for name in (programmes | passage.programmes) - passage.allowed:
            result.programme.add(name in programmes, name in passage.programmes)
        for name in passage.programmes:
            result.forms[passage.form].add(name in programmes, True)
        if seen != passage.relevant or (programmes ^ passage.programmes) - passage.allowed:
            result.wrong.append((passage, (seen, programmes)))
    return result


class Judges:
    """Our own flagging and four baselines, all with the names of the shipped watchlists."""

    def __init__(self, watchlists: Watchlists) -> None:
        import jieba

        self.flagger = Flagger(watchlists)
        self.names = {
            name: programme.id
            for programme in watchlists.programmes
            for name in (*programme.zh, *programme.en, *programme.short, *programme.stems)
        }
        longest_first = sorted(self.names, key=len, reverse=True)
        self._bounded = re.compile(r"\b(?:" + "|".join(map(re.escape, longest_first)) + r")\b")
        jieba.setLogLevel("ERROR")
        for name in self.names:
            jieba.add_word(name)
        self._cut: Callable[[str], Iterator[str]] = jieba.cut

    def flag(self, passage: Passage) -> Flagging:
        """Return all that flagging says of a passage."""
        return self.flagger.flag(passage.text, title=passage.title)

    def policywatch(self, passage: Passage) -> Verdict:
        """Flagging as shipped: queued or not, and the programmes held to be meant."""
        flagging = self.flag(passage)
        return flagging.score >= self.flagger.threshold, frozenset(flagging.programmes)

    def without_context(self, passage: Passage) -> Verdict:
        """Our names in all their forms, without asking in which sense."""
        flagging = self.flag(passage)
        found = {m.target_id for m in flagging.matches if m.target == "programme"}
        return bool(found), frozenset(found | set(flagging.programmes))

    def substring(self, passage: Passage) -> Verdict:
        """Every listed name as a substring, as keyword alerts do."""
        whole = f"{passage.title}\n{passage.text}"
        return _found(self.names[name] for name in self.names if name in whole)

    def bounded(self, passage: Passage) -> Verdict:
        r"""Every listed name between `\b` word boundaries, as page watchers do."""
        whole = f"{passage.title}\n{passage.text}"
        return _found(self.names[name] for name in self._bounded.findall(whole))

    def tokens(self, passage: Passage) -> Verdict:
        """Listed names among the tokens of jieba, which knows them all."""
        tokens = set(self._cut(f"{passage.title}\n{passage.text}"))
        return _found(self.names[name] for name in self.names.keys() & tokens)


def _found(programmes: Iterable[str]) -> Verdict:
    found = frozenset(programmes)
    return bool(found), found


def main() -> None:
    """Print the tables of both halves, and with --wrong what went wrong in the tuning half."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of other labelled passages, all shown")
    parser.add_argument("--wrong", action="store_true", help="show what the tuning half got wrong")
    arguments = parser.parse_args()
    passages = load_passages(arguments.data or FOLDER)
    judges = Judges(load_watchlists(ROOT / "watchlists"))
    tuning = [p for p in passages if p.for_tuning or arguments.data]
    untouched = [p for p in passages if not (p.for_tuning or arguments.data)]
    console = Console(width=120)
    for name, half in (("tuning half", tuning), ("untouched half", untouched)):
        if not half:
            continue
        console.print(_methods_table(f"{name}: {len(half)} passages", half, judges))
        ours = score(half, judges.policywatch)
        console.print(_parts_table("recall of programmes by form", ours.forms))
        console.print(_parts_table("documents by genre", ours.genres))
        _print_grades(console, half, judges)
    if arguments.wrong:
        _print_wrong(console, score(tuning, judges.policywatch))


def _methods_table(title: str, passages: Sequence[Passage], judges: Judges) -> Table:
    table = Table("method", "doc P", "doc R", "doc F1", "prog P", "prog R", "prog F1", "evasive R",
                  title=title)  # fmt: skip
    for name, judge in (
        ("policywatch", judges.policywatch),
        ("our names, no context", judges.without_context),
        ("substring search", judges.substring),
        (r"regex with \b", judges.bounded),
        ("jieba tokens", judges.tokens),
    ):
        found = score(passages, judge)
        counts = (found.document, found.programme)
        figures = [f"{x:.3f}" for c in counts for x in (c.precision, c.recall, c.f1)]
        table.add_row(name, *figures, f"{found.evasive.recall:.3f}")
    return table


def _parts_table(title: str, counts: dict[str, Count]) -> Table:
    table = Table("", "right", "wrong", "missed", "precision", "recall", title=title)
    for name, c in sorted(counts.items()):
        figures = (f"{c.precision:.3f}", f"{c.recall:.3f}")
        table.add_row(name or "plain", str(c.right), str(c.wrong), str(c.missed), *figures)
    return table


def _print_grades(console: Console, passages: Sequence[Passage], judges: Judges) -> None:
    """Print the mean score of each kind and how often the genre is the labelled one."""
    scores: dict[str, list[float]] = defaultdict(list)
    agreed = 0
    for passage in passages:
        flagging = judges.flag(passage)
        scores[passage.kind].append(flagging.score)
        agreed += flagging.genre.name == passage.genre
    means = ", ".join(f"{kind} {sum(s) / len(s):.0f}" for kind, s in sorted(scores.items()))
    console.print(f"mean score by kind: {means}; genre as labelled: {agreed / len(passages):.2f}")


def _print_wrong(console: Console, ours: Score) -> None:
    for passage, (seen, programmes) in ours.wrong:
        console.print(f"\n{passage.id} {passage.kind} {passage.genre} {passage.form}: seen {seen}, "
                      f"named {sorted(programmes)}, wanted {sorted(passage.programmes)}",
                      highlight=False, markup=False)  # fmt: skip
        console.print(f"{passage.title}\n{passage.text}", highlight=False, markup=False)


if __name__ == "__main__":
    main()
