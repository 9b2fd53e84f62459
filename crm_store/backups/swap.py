"""Exchanging two folders in one step (Linux renameat2(2), RENAME_EXCHANGE)."""

from __future__ import annotations

import ctypes
import errno
import os
from pathlib import Path

from crm_store.errors import Invalid

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_CANNOT = (errno.EINVAL, errno.ENOSYS, errno.EXDEV, errno.EBUSY, errno.ENOTSUP)


def exchange(one: Path, other: Path) -> None:
    """After it each name means the other folder; there is no moment in between. Raises ``Invalid`` where the system
    cannot, ``OSError``."""
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    number = errno.ENOSYS
    if call is not None:
        if call(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
            return
        number = ctypes.get_errno()
    if number in _CANNOT:
        raise Invalid(
            "{folder} cannot be exchanged in one step here ({reason}). Move what it holds elsewhere and restore into the "
            "empty folder.",
            folder=other,
            reason=os.strerror(number),
        )
    raise OSError(number, os.strerror(number), str(other))
