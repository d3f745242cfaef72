"""Names folded together fold as they do alone."""

from hypothesis import given
from hypothesis import strategies as st

from policywatch.flagging.folding import fold_name
from policywatch.flagging.names.naming import fold_names

ODD = st.text("启明计划 .,·“”\n\r\u2028\u200bㅤＱM🔥", max_size=8)


@given(st.lists(st.text(max_size=8) | ODD, max_size=12))
def test_names_folded_together_fold_as_they_do_alone(names: list[str]) -> None:
    assert fold_names(names) == [fold_name(name) for name in names]
