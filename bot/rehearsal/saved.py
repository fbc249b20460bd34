"""A folder of saved workbooks as publications to rehearse."""

from pathlib import Path

from bot.poll.saved_workbooks import BackfillError, SavedPublication, saved_publications
from bot.rehearsal.ice import RehearsedFile, RehearsedPublication
from watchers.model.agreement import ListKind


def rehearsed_publications(folder: Path) -> tuple[list[RehearsedPublication], str]:
    """The folder's publications in order, and a sentence on where the order comes from. Raises `BackfillError`."""
    found, order = saved_publications(folder)
    contents: dict[Path, bytes] = {}
    return [_rehearsed(publication, contents) for publication in found], order


def _rehearsed(publication: SavedPublication, contents: dict[Path, bytes]) -> RehearsedPublication:
    files = {kind: _read(path, contents) for kind, path in publication.files.items()}
    if ListKind.PARTICIPATING not in files:
        raise BackfillError(
            f"At {publication.at.isoformat()} there is no participating list, and ICE's page has always had one."
        )
    return RehearsedPublication(
        published_at=publication.at,
        participating=files[ListKind.PARTICIPATING],
        pending=files.get(ListKind.PENDING),
    )


def _read(path: Path, contents: dict[Path, bytes]) -> RehearsedFile:
    """The file as it is: whether it is a workbook, the poll will see."""
    try:
        if path not in contents:
            contents[path] = path.read_bytes()
    except OSError as error:
        raise BackfillError(f"{path} can't be read ({error.strerror}).") from error
    return RehearsedFile(name=path.name, content=contents[path])
