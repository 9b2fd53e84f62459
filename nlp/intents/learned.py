"""The models folder of an installation: what was learned from corrections, and what was in use before that."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Sequence
from pathlib import Path

from nlp.intents.model import Model, UnfitModelError, load, packaged

log = logging.getLogger(__name__)

MODEL = "intents.npz"
CORRECTIONS = "corrections.jsonl"
_CURRENT, _PREVIOUS, _NEXT = "current", "previous", "next"


def model_in(folder: Path) -> Model:
    """The learned model, or the packaged one where none was learned or the file does not fit this version."""
    path = folder / _CURRENT / MODEL
    if not path.is_file():
        return packaged()
    try:
        return load(path)
    except UnfitModelError as error:
        log.warning("the learned model is left aside: %s", error)
        return packaged()


def corrections_in(folder: Path) -> list[str]:
    """The lines that were learned from so far."""
    path = folder / _CURRENT / CORRECTIONS
    return path.read_text(encoding="utf-8").splitlines() if path.is_file() else []


def keep(folder: Path, model: Model, corrections: Sequence[str]) -> None:
    """Puts a model in use; the one before stays for ``undo``. A crash between leaves one of the two in use."""
    new = folder / _NEXT
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    model.save(new / MODEL)
    (new / CORRECTIONS).write_text("".join(f"{line}\n" for line in corrections), encoding="utf-8")
    shutil.rmtree(folder / _PREVIOUS, ignore_errors=True)
    if (folder / _CURRENT).exists():
        (folder / _CURRENT).rename(folder / _PREVIOUS)
    new.rename(folder / _CURRENT)


def undo(folder: Path) -> bool:
    """Back to the model before the last ``keep``, at last to the packaged one; ``False`` where nothing was learned."""
    if not (folder / _CURRENT).exists():
        return False
    shutil.rmtree(folder / _CURRENT)
    if (folder / _PREVIOUS).exists():
        (folder / _PREVIOUS).rename(folder / _CURRENT)
    return True
