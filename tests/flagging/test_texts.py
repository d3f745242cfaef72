"""Texts as they are looked at, and the groups that they are looked at in."""

from collections.abc import Iterator

from policywatch.flagging.texts import GROUP, GROUP_CHARS, Text, in_groups, prepare


def test_short_texts_come_together_in_their_order() -> None:
    texts = [Text(str(number)) for number in range(2 * GROUP + 1)]

    groups = list(in_groups(texts))

    assert list(map(len, groups)) == [GROUP, GROUP, 1]
    assert [text for group in groups for text in group] == texts


def test_no_more_long_texts_come_together_than_fill_a_group() -> None:
    long = Text("天" * (GROUP_CHARS // 2))

    assert list(map(len, in_groups([long] * 5))) == [2, 2, 1]


def test_a_group_takes_no_text_before_the_one_before_it_is_done_with() -> None:
    taken = 0

    def texts() -> Iterator[Text]:
        nonlocal taken
        for _ in range(3 * GROUP):
            taken += 1
            yield Text("天")

    next(in_groups(texts()))

    assert taken == GROUP


def test_a_text_flows_on_where_a_line_is_only_wrapped_and_keeps_its_length() -> None:
    text = "We welcome all who apply for Thou-\nsand Talents."

    prepared = prepare(Text(text, " A  title "))

    assert (prepared.title, prepared.body) == ("A title", text)
    assert prepared.flowing[prepared.begin :] == text.replace("\n", " ")
    assert len(prepared.flowing) == len(prepared.joined)
