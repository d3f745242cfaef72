"""What is looked for now: the watchlist files and the store's edits together, for every command."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from models import WatchlistEdit, read_session, write_session
from policywatch.catalogue.watchlists import Watchlists
from policywatch.catalogue.watchlists.assembling import Assembled
from policywatch.catalogue.watchlists.files import assemble_folder
from policywatch.catalogue.watchlists.located import Ref
from policywatch.catalogue.watchlists.store import Editor
from policywatch.cli.app import App
from policywatch.errors import CatalogueError, StoreAwayError
from policywatch.flagging.names.naming import fold_names


def load_release(app: App) -> Watchlists:
    """Return the watchlists that files and store make together now.

    Raises:
        CatalogueError: lists every problem with its place.
        StoreAwayError: the store cannot be reached.
    """
    return assemble_release(app).watchlists


def assemble_release(app: App) -> Assembled:
    """Return what `load_release` does, with the place of each part.

    A store that does not exist yet holds no edits, and is not made for this.
    """
    if not app.has_store:
        return assemble_folder(app.settings.watchlists_dir, fold_names)
    try:
        with read_session(app.engine) as session:
            return _editor(app, session).standing()
    except OperationalError as error:
        raise StoreAwayError(
            "POLICYWATCH_DATABASE_URL: the store cannot be reached, and it may hold edits of the "
            f"watchlists: {str(error.orig).strip()}"
        ) from error


@contextmanager
def editing(app: App) -> Iterator[Editor]:
    """Give an editor of the watchlists whose edits are kept at the end, or none of them."""
    with write_session(app.engine) as session:
        yield _editor(app, session)


def history(app: App) -> list[WatchlistEdit]:
    """Return every edit ever made in the store, oldest first."""
    if not app.has_store:
        return []
    with read_session(app.engine) as session:
        return _editor(app, session).history()


def parse_ref(written: str) -> Ref:
    """Return the part that a user names.

    Raises:
        CatalogueError: no part can be called so.
    """
    try:
        return Ref.parse(written)
    except ValueError:
        raise CatalogueError(
            [f"{written}: expected programme:ID, term:ID, rule:ID, programme:ID/NAME, …"]
        ) from None


def _editor(app: App, session: Session) -> Editor:
    return Editor(session, app.settings.watchlists_dir, fold_names)
