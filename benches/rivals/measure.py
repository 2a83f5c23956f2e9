"""Whole processes: seconds, peak memory, how they end, and what they print.

Imports nothing large: a child starts with its parent's peak.
"""

import csv
import dataclasses
import os
import pathlib
import resource
import signal
import subprocess
import time


# Two threads for every program, also in the libraries below numpy.
THREADS = {"OMP_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "2"}
# How a process says that it got no more memory, in small letters.
NO_MEMORY = ("memoryerror", "bad_alloc", "out of memory", "memory allocation of", "unable to allocate", "malloc")


@dataclasses.dataclass
class Run:
    """One process, or the best of several: seconds, MB, whether it came to its end, and the limit that stopped it if any."""

    seconds: float
    peak: float
    ended: bool
    stopped: str = ""


def once(command, output, limit, memory, clock):
    """Runs a command with its output to a file; ends it after `limit` seconds, and beyond `memory` GB of its own data.

    The `clock` is `wall`, or `processor`: seconds of all threads.
    """
    of_processor = clock == "processor"

    def limits():
        resource.setrlimit(resource.RLIMIT_DATA, (int(memory * 2**30),) * 2)
        if of_processor:
            resource.setrlimit(resource.RLIMIT_CPU, (int(limit) + 1,) * 2)

    late = False
    with open(output, "wb") as out, open(f"{output}.errors", "wb") as errors:
        start = time.monotonic()
        child = subprocess.Popen(command, stdout=out, stderr=errors, preexec_fn=limits, env=os.environ | THREADS)
        while True:
            pid, status, used = os.wait4(child.pid, os.WNOHANG)
            if pid:
                break
            if not of_processor and time.monotonic() - start > limit:
                child.send_signal(signal.SIGKILL)
                _, status, used = os.wait4(child.pid, 0)
                late = True
                break
            time.sleep(0.0005 if limit < 60 else 0.005)
        seconds = time.monotonic() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if of_processor:
        seconds = used.ru_utime + used.ru_stime
        late = child.returncode in (-signal.SIGXCPU, -signal.SIGKILL) and seconds >= limit
    ended = child.returncode == 0
    stopped = "" if ended else "stopped" if late else "no memory" if no_memory(f"{output}.errors") else ""
    return Run(seconds, used.ru_maxrss / 1024, ended, stopped)


def no_memory(errors):
    """Whether the last that a process said is that it got no more memory."""
    said = pathlib.Path(errors).read_text(errors="replace").lower().strip().splitlines()[-5:]
    return any(words in line for line in said for words in NO_MEMORY)


def best(runs):
    """The least time and memory of several runs."""
    least = lambda name: min(getattr(run, name) for run in runs)
    return Run(least("seconds"), least("peak"), all(run.ended for run in runs))


def figures(path):
    """Coefficients and errors by group, outcome and year, as a file says them."""
    with open(path, newline="") as file:
        rows = csv.DictReader(file)
        key = lambda row: (row.get("group", ""), row["outcome"], str(int(row["by"])))
        return {key(row): (float(row["coef"]), float(row["se"])) for row in rows}


def difference(ours, theirs):
    """The largest difference between two sets of figures, in standard errors."""
    if ours.keys() != theirs.keys():
        raise SystemExit(f"not the same regressions: {len(ours)} and {len(theirs)}")
    pairs = [(ours[key], theirs[key]) for key in ours]
    return max(max(abs(a[0] - b[0]), abs(a[1] - b[1])) / a[1] for a, b in pairs)
