"""Starts ``streamer`` again and again without paying for its imports each time.

Run as a program: a line of words on stdin forks a process that runs them with its output
in the file named first; its id is printed, and its exit code once it has ended.

Nothing of the program is imported at the top: its own workers import this file, too.
"""

import json
import os
import sys
from importlib import import_module


def main():
    for name in ("streamer.cli.polling", "streamer.wiring"):
        import_module(name)
    for line in sys.stdin:
        log, *words = json.loads(line)
        if (child := os.fork()) == 0:
            become(log, words)
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def become(log, words):
    """Be ``streamer`` with these *words*, and end as it does."""
    file = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for old, new in ((nothing, 0), (file, 1), (file, 2)):
        os.dup2(old, new)
    sys.argv = ["streamer", *words]
    code = 0
    try:
        import_module("streamer.cli").main()
    except SystemExit as end:
        code = end.code or 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
