"""`policywatch submit`: give saved pages, files and addresses to be read like what is collected."""

import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from models import Channel
from policywatch.cli.app import (
    FAILED,
    WORDS,
    App,
    Command,
    json_option,
    pass_app,
    tell_json,
    utc_now,
    with_examples,
)
from policywatch.cli.files import is_address
from policywatch.errors import PolicywatchError

if TYPE_CHECKING:
    from spiders.submissions import Given


@click.command(
    "submit",
    cls=Command,
    epilog=with_examples(
        "Examples:\n"
        "  policywatch submit saved-page.html --by li --from https://www.linkedin.com/jobs/view/1\n"
        "  policywatch submit https://kjj.example.gov.cn/art/1.html --by li\n"
        "  policywatch submit --dropped\n"
    ),
)
@click.argument("what", nargs=-1)
@click.option(
    "--by", type=WORDS, help="who gives it; else the name you are signed in to this machine with"
)
@click.option(
    "--from", "origin", type=WORDS, default="", help="where you have it from: an address, or words"
)
@click.option("--dropped", is_flag=True, help="take in what lies in the drop folder")
@json_option
@pass_app
def submit_command(
    app: App, what: tuple[str, ...], by: str | None, origin: str, dropped: bool, as_json: bool
) -> None:
    """Give files (HTML, MHTML, PDF, images, WARC, WACZ, Office, EML) or addresses WHAT.

    They are archived with who gave them, when and where from, and then read, compared, flagged
    and told of like everything else. An address is fetched with all manners; of sites whose terms
    forbid crawling, save the page in your browser and give the file.
    """
    from policywatch.evidence import seal

    if not what and not dropped:
        raise click.UsageError("say which file or address, or --dropped")
    who = by or getpass.getuser()
    failed = 0
    try:
        if dropped:
            failed += _take_in_dropped(app, who, as_json)
        for name in what:
            try:
                _take_in(app, name, who, origin, as_json)
            except PolicywatchError as error:
                click.echo(str(error), err=True)
                failed += 1
    finally:
        seal(app.engine, utc_now)
    if failed:
        sys.exit(FAILED)


def _take_in_dropped(app: App, who: str, as_json: bool) -> int:
    """Take in the drop folder; return how many of its files were refused."""
    from spiders.drop_folder import take_in_dropped

    folder = app.settings.drop_dir
    found = take_in_dropped(app.engine, app.archive, folder, now=utc_now(), owner=who)
    if as_json:
        tell_json({"taken": found.taken, "new": found.new, "refused": found.refused})
    else:
        where = f" (see {folder / 'refused'})" if found.refused else ""
        click.echo(f"{found.taken} files taken in, {found.refused} refused{where}")
    return found.refused


def _take_in(app: App, name: str, who: str, origin: str, as_json: bool) -> None:
    from spiders.submissions import take_in

    given = _given(app, name, who, origin)
    taken = take_in(app.engine, app.archive, given, channel=Channel.COMMAND, now=utc_now())
    if as_json:
        tell_json({"given": name, "documents": list(taken.document_ids), "new": taken.new})
        return
    known = len(taken.document_ids) - taken.new
    click.echo(
        f"{name}: {taken.new} new or changed pages"
        + (f", {known} known as they are" if known else "")
    )


def _given(app: App, name: str, by: str, origin: str) -> "Given":
    from spiders.once import fetch_once
    from spiders.saved_files import MAX_FILE_BYTES, SubmissionError
    from spiders.submissions import Given

    if is_address(name):
        answer = fetch_once(name, app.settings)
        file_name = urlsplit(answer.url).path.rpartition("/")[2] or "page.html"
        return Given(answer.body, file_name, by, origin or answer.url, answer.content_type)
    path = Path(name)
    if path.exists() and not path.is_file():
        raise SubmissionError(f"{name}: it is no file")
    try:
        with path.open("rb") as file:
            body = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise SubmissionError(f"{name}: cannot be read: {error.strerror}") from error
    return Given(body, path.name, by, origin)
