"""``python launch.py REPORT COMMAND...``: runs a command and writes what it cost to a file, as JSON.

A small process of its own, because Linux counts the memory of the process that forks as memory of its child: measured
from a large program, every command would look as large as that (getrusage(2), ru_maxrss).
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path


def main() -> None:
    report, *command = sys.argv[1:]
    began = time.perf_counter()
    child = os.fork()
    if not child:
        try:
            os.execvp(command[0], command)
        except OSError as error:
            print(f"{command[0]}: {error.strerror}", file=sys.stderr)
        os._exit(127)
    _, status, usage = os.wait4(child, 0)
    spent = {
        "wall": time.perf_counter() - began,
        "cpu": usage.ru_utime + usage.ru_stime,
        "memory": usage.ru_maxrss * 1024,
        "status": os.waitstatus_to_exitcode(status),
    }
    Path(report).write_text(json.dumps(spent))


if __name__ == "__main__":
    main()
