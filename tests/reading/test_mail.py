"""A mail that somebody saved and gave is read as what it says, not as the letters it travels in."""

import struct
from email.message import EmailMessage
from pathlib import Path

import pytest

from policywatch.documents import ProblemKind
from policywatch.reading.document import read_document

FILES = Path(__file__).parent / "files"
SUBJECT = "关于申报启明计划的通知"
WORDS = "申报启明计划的海外高层次人才，给予100万元资助。"


def read(message: EmailMessage) -> "tuple[str, str, str | None, bool]":
    reading = read_document(message.as_bytes(), url="urn:x")
    return reading.title, reading.text, reading.problem, reading.usable


def mail(words: str = WORDS) -> EmailMessage:
    message = EmailMessage()
    message["Received"] = "from mx.example.org by mail.example.org"
    message["From"] = "li@example.org"
    message["To"] = "desk@example.org"
    message["Subject"] = SUBJECT
    message.set_content(words)
    return message


def test_a_mail_is_read_as_its_subject_and_words_and_tells_nobody_s_address() -> None:
    assert read(mail()) == (SUBJECT, WORDS, None, True)


def test_of_words_that_are_given_twice_those_with_markup_are_read() -> None:
    message = mail("plain")
    message.add_alternative(f"<html><p>{WORDS}</p></html>", subtype="html")

    assert read(message)[1] == WORDS


def test_the_files_of_a_mail_are_read_under_their_names() -> None:
    message = mail()
    docx = (FILES / "notice.docx").read_bytes()
    message.add_attachment(docx, maintype="application", subtype="x", filename="附件1：办法.docx")
    message.add_attachment(
        b"Rar!\x1a\x07\x00" + bytes(50), maintype="a", subtype="b", filename="2.rar"
    )
    message.add_attachment(b"\x89PNG\r\n\x00", maintype="image", subtype="png", filename="扫描.png")

    _, text, problem, usable = read(message)

    assert text.startswith(f"{WORDS}\n附件1：办法.docx\n")
    assert "申报人应当具有博士学位" in text
    assert problem == (
        "2.rar: a RAR bundle: unpack it and submit its files; 扫描.png: a picture: needs OCR"
    )
    assert usable


def test_a_mail_that_is_sent_on_is_read_in_the_one_that_holds_it() -> None:
    message = EmailMessage()
    message["MIME-Version"] = "1.0"
    message["From"] = "li@example.org"
    message["To"] = "desk@example.org"
    message.set_content("见附件")
    message.add_attachment(mail())

    assert read(message)[1] == f"见附件\n{SUBJECT}\n{WORDS}"


def test_a_mail_without_words_says_so() -> None:
    reading = read_document(mail(" ").as_bytes(), url="urn:x")

    assert (reading.usable, reading.problem_kind) == (False, ProblemKind.EMPTY)


def test_mails_in_mails_end_somewhere() -> None:
    message = mail()
    for _ in range(6):
        outer = mail("见附件")
        outer.add_attachment(message)
        message = outer

    assert "more than 3 deep" in (read(message)[2] or "")


def compound(stream: str) -> bytes:
    """Return a compound file that holds one empty stream."""
    no, end, fat = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<5H", 62, 3, 0xFFFE, 9, 6)
    head += bytes(10) + struct.pack("<8I", 1, 1, 0, 4096, end, 0, end, 0)
    head += struct.pack("<109I", 0, *[no] * 108)
    sectors = struct.pack("<128I", fat, end, *[no] * 126)
    for name, kind, child in (("Root Entry", 5, 1), (stream, 2, no)):
        written = name.encode("utf-16-le")
        sectors += written.ljust(64, b"\0") + struct.pack("<HBB", len(written) + 2, kind, 1)
        sectors += struct.pack("<3I", no, no, child) + bytes(36) + struct.pack("<IQ", end, 0)
    return head + sectors + (bytes(68) + struct.pack("<3I", no, no, no) + bytes(48)) * 2


def test_a_mail_of_outlook_says_how_it_is_to_be_saved() -> None:
    reading = read_document(compound("__properties_version1.0"), url="urn:x")

    assert reading.problem_kind is ProblemKind.UNSUPPORTED
    assert reading.problem == "a mail as Outlook saves it: save it as EML, and submit that"


@pytest.mark.parametrize(
    "text",
    [
        "Title: 启明计划\nDate: 2023-08-24\nAuthor: 人才办\n\n正文",
        "From: 人才办\nTo: 各单位\nSubject: 启明计划\n\n正文",
        "received: 启明计划",
    ],
)
def test_a_text_that_begins_as_a_letter_does_is_no_mail(text: str) -> None:
    assert read_document(text.encode(), url="urn:x").text.startswith(text[:5])


@pytest.mark.parametrize("cut", range(0, 2000, 97))
def test_a_mail_that_is_cut_off_or_damaged_is_read_or_refused(cut: int) -> None:
    message = mail()
    message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="a.pdf")
    body = message.as_bytes()

    for damaged in (body[:cut], body[:cut] + b"\xff\x00=?x?b?=\r\n" + body[cut:]):
        reading = read_document(damaged, url="urn:x")
        assert reading.usable or reading.problem
