"""Every source of which an answer is recorded yields from it what is recorded."""

from policywatch.catalogue.sources import load_sources
from policywatch.settings import ROOT
from spiders.recorded import check_recorded

SITE = "http://127.0.0.1:8765"


def test_recorded_answers_give_their_golden_output() -> None:
    folder = ROOT / "sources"
    declared = load_sources(folder, sample_site=SITE)

    assert list(check_recorded(folder, declared, sample_site=SITE)) == []
