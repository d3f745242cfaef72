"""People told to be chosen by what is made of them: named, honoured by a title, on a list."""

import re

_TALENT = (
    r"(?:人才|专家|学者|英才|院士|人选|工匠|带头人|大师|名师|能手|技师|精英|骨干|对象|教授|友谊奖)"
)
_MADE_INTO = re.compile(
    r"[^,。;、0-9]{0,6}?(?:(?:被|获|经[^,。;]{0,6})(?:认定|确认|评定|评选|评|确定|选定|选拔|列|命名|聘)为"
    rf"|[荣光]?成为)[^,。;]{{0,24}}?{_TALENT}"
)
"""731人被确认为青年专业人才, 152人成为特聘专家."""
_GIVEN_BEFORE = re.compile(r"授予[^,。;]{0,24}$")
_TITLE_AFTER = re.compile(rf"[^,。;]{{0,40}}?{_TALENT}[^,。;]{{0,8}}?称号")
"""授予张某等80名同志“突出贡献专家”称号."""
_PUBLISHED_BEFORE = re.compile(r"公[布示](?:了)?[^,。;]{0,14}$")
_LIST_AFTER = re.compile(rf"[^,。;0-9]{{0,30}}?{_TALENT}[^,。;0-9]{{0,8}}?名单")
"""公布第二批19名“泰山学者攀登计划”专家名单."""


def are_chosen(before: str, after: str) -> bool:
    """Say whether people between the two parts of a clause are told to be chosen."""
    if "为" in after and _MADE_INTO.match(after):
        return True
    if "称号" in after and "授予" in before:
        return bool(_GIVEN_BEFORE.search(before) and _TITLE_AFTER.match(after))
    if "名单" in after and "公" in before:
        return bool(_PUBLISHED_BEFORE.search(before) and _LIST_AFTER.match(after))
    return False
