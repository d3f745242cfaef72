"""The evidence bundle of a finding, to be taken away and checked offline."""

import logging
import threading

from fastapi import APIRouter, HTTPException, Request, Response
from sqlalchemy import Engine

from models import read_session
from policywatch.archive import Archive
from policywatch.errors import ArchiveError
from policywatch.evidence import BundleError, Case, NoFindingError, gather, seal, write_bundle
from policywatch.review.desk import Key, SignedIn, engine_of, settings_of, show, utc_now

logger = logging.getLogger(__name__)
router = APIRouter()

MAX_BYTES = 200_000_000  # it is put together in memory; larger ones by the command line
MAX_WAIT_S = 20.0
_one_at_a_time = threading.Lock()


@router.get("/findings/{finding_id}/evidence")
def evidence(request: Request, viewer: SignedIn, finding_id: Key) -> Response:
    """Return the bundle as `policywatch evidence bundle` writes it: contact details masked.

    The pages in it are as they came.
    """
    settings = settings_of(request)
    if not _one_at_a_time.acquire(timeout=MAX_WAIT_S):
        return show(request, "error.html", viewer, 503, key="busy")
    try:
        case = _case(engine_of(request), finding_id, settings.instance)
        if sum(place.length or 0 for place in case.places) > MAX_BYTES:
            return show(request, "error.html", viewer, 413, key="bundle too large")
        data = write_bundle(case, Archive(settings.archive_root))
    except NoFindingError as error:
        raise HTTPException(404) from error
    except BundleError:
        return show(request, "error.html", viewer, 413, key="bundle too large")
    except ArchiveError as error:
        logger.warning("no bundle can be written: finding=%d %s", finding_id, error)
        return show(request, "error.html", viewer, 409, key="archive lacks")
    finally:
        _one_at_a_time.release()
    named = {"Content-Disposition": f'attachment; filename="finding-{finding_id}.wacz"'}
    return Response(data, media_type="application/zip", headers=named)


def _case(engine: Engine, finding_id: int, instance: str) -> Case:
    seal(engine, utc_now)
    with read_session(engine) as session:
        return gather(session, finding_id, instance)
