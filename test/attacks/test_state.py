"""Leaving something behind for the next job: in Python, in files, in the kernel, in memory, in chance."""

import json

import clean
import pytest
from arena import Arena, Weaken
from attack import Attack, printed
from weakened import Change

# What each does is looked for by `clean.py`, which the slot's next job runs.
LEFT = {
    "patched modules": """
import builtins, io, json, random, warnings, numpy, pandas, joblib, kaiseki, kaiseki.context
for module, name in [(builtins, "open"), (builtins, "print"), (builtins, "__import__"), (io, "open"), (json, "dumps"), (os, "write"), (random, "random"),
                     (subprocess, "run"), (warnings, "warn"), (numpy, "mean"), (pandas, "read_parquet"), (joblib, "dump"), (kaiseki, "load"),
                     (kaiseki.context, "record")]:
    setattr(module, name, lambda *_, **__: "stolen")
os._exit(0 if os.write == json.dumps else 3)
""",
    "modules of its own": """
import types
for name in ("treasure", "sitecustomize", "usercustomize"): sys.modules[name] = types.ModuleType(name)
sys.path.insert(0, "/tmp")
sys.meta_path.insert(0, types.SimpleNamespace(find_spec=lambda *_: None))
sys.path_hooks.insert(0, lambda path: 1 / 0)
import builtins
builtins.treasure = 1
del sys.modules["colorsys" if "colorsys" in sys.modules else "csv"]
""",
    "settings": """
import gc, locale, threading, warnings, numpy, pandas, matplotlib
warnings.simplefilter("ignore"); numpy.seterr(all="raise"); pandas.set_option("display.max_rows", 1); matplotlib.rcParams["figure.dpi"] = 1
sys.setrecursionlimit(50_000); gc.disable(); os.umask(0); os.chdir("/tmp"); sys.excepthook = sys.displayhook = print
sys.settrace(lambda *_: None); sys.setprofile(lambda *_: None)
signal.signal(signal.SIGTERM, signal.SIG_IGN); signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT, signal.SIGCHLD])
import resource
for limit in range(16):
    try: resource.setrlimit(limit, (1 << 20, 1 << 20)) if limit in (0, 2, 3, 6) else None
    except (OSError, ValueError): pass
sys.settrace(None); sys.setprofile(None)
""",
    "files for Python to find": """
import site
home = site.getusersitepackages()
os.makedirs(home, exist_ok=True)
for folder in (home, "/tmp", "/out", "/dev/shm"):
    for name in ("sitecustomize.py", "usercustomize.py", "json.py", "numpy.py", "stolen.pth", "pyvenv.cfg"):
        open(os.path.join(folder, name), "w").write("raise SystemExit('stolen')")
    os.makedirs(os.path.join(folder, "__pycache__"), exist_ok=True)
for name in (".matplotlib/matplotlibrc", ".cache/x", ".config/pip/pip.conf", ".bashrc"):
    os.makedirs(os.path.dirname("/tmp/" + name), exist_ok=True)
    open("/tmp/" + name, "w").write("backend: stolen")
""",
    "an environment": "os.environ.update(PYTHONPATH='/tmp', LD_PRELOAD='/tmp/x.so', PYTHONSTARTUP='/tmp/x', MPLBACKEND='x', HOME='/x', PATH='/x')",
    "shared memory and semaphores": """
import multiprocessing
from multiprocessing import shared_memory, resource_tracker
kept = shared_memory.SharedMemory(create=True, size=4096, name="treasure")
resource_tracker.unregister(kept._name, "shared_memory")
open("/dev/shm/sem.treasure", "wb").write(bytes(32))
locks = [multiprocessing.Semaphore(3) for _ in range(5)]
""",
    "locks on files": """
import fcntl
for path in (os.__file__, "/tmp/program.py", "/dev/null", sys.executable):
    with open(path, "rb") as file:
        try: fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError: pass
        if os.fork() == 0:
            os.setsid()
            time.sleep(60)
""",
    "threads and timers": """
import atexit
threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
signal.setitimer(signal.ITIMER_REAL, 50)
atexit.register(lambda: os.fork() or time.sleep(60))
""",
}


@pytest.mark.parametrize("name", LEFT)
def test_the_next_job_finds_nothing_of(arena: Arena, name: str) -> None:
    attack = Attack(LEFT[name], ("succeeded", "program"))
    assert [one for one in arena.endure(attack).breaches if one != "did not come to its end"] == []


def test_a_job_that_writes_into_the_zygote_writes_into_itself(arena: Arena) -> None:
    """Through every pointer it has, and through /proc of whoever made it."""
    attack = Attack("""
import numpy
for pid in {os.getppid(), 1, 2} - {0, os.getpid()}:
    attempt(f"memory of {pid}", lambda: open(f"/proc/{pid}/mem", "r+b"))
ctypes.memset(id(numpy.mean) + 16, 0x41, 8)
for line in open("/proc/self/maps"):
    if " rw-s" in line: print("BREACH shares memory that it can write:", line)
os._exit(0)
""")
    assert [one for one in arena.endure(attack).breaches if one != "did not come to its end"] == []


CHANCE = """
import multiprocessing, random, secrets, tempfile, uuid, numpy, scipy.stats, sklearn.utils
print(json.dumps({
    "random": random.random(), "numpy": numpy.random.random(), "numpy generator": numpy.random.default_rng().random(),
    "scipy": scipy.stats.norm.rvs(), "scikit-learn": sklearn.utils.check_random_state(None).random_sample(),
    "uuid": str(uuid.uuid4()), "secrets": secrets.token_hex(), "temporary names": next(tempfile._get_candidate_names()),
    "key of multiprocessing": multiprocessing.current_process().authkey.hex(), "pandas": float(__import__("pandas").Series(range(10_000)).sample(1).iloc[0]),
}))
"""


def equal_chance(arena: Arena) -> set[str]:
    """Return whatever two jobs draw alike."""
    first, second = (json.loads(printed(arena.endure(Attack(CHANCE)).manifest).splitlines()[0]) for _ in range(2))
    return {name for name in first if first[name] == second[name]}


def test_no_two_jobs_draw_the_same(arena: Arena) -> None:
    assert equal_chance(arena) == set()


def test_control_without_seeds(unguarded: Arena) -> None:
    assert {"numpy", "scipy", "pandas", "key of multiprocessing"} <= equal_chance(unguarded)


def test_control_with_shared_memory_that_all_share(weaken: Weaken, mode: str) -> None:
    """The zygote's own /dev/shm, which a job's is mounted over, then serves them all; in a container it is not emptied."""
    attack = Attack("open('/dev/shm/left', 'w').write('x')")
    if mode == "container":
        left = Change("executor/jail/container.py", '*SCRATCH_MOUNTS, "-xdev"', '"/out", "/tmp", "-xdev"')
        assert [one[:16] for one in weaken(left).endure(attack).breaches][:1] == ["the slot is gone"], "it is noticed"
        unseen = Change("executor/jail/container.py", "        if os.listdir(folder):\n", "        if False:\n")
        found = weaken(left, unseen).endure(attack).breaches
    else:
        old = '        linux.mount("job", target'
        shared = Change("executor/jail/namespaces.py", old, f"        if target != SHARED_MEMORY:\n    {old}")
        found = weaken(shared).endure(attack).breaches
        assert "neighbour: /dev/shm holds more" in [one.partition(",")[0] for one in found]
    assert any(one.startswith("next job: files") for one in found)


def test_control_with_a_job_that_finds_its_own_limits(unguarded: Arena) -> None:
    """A difference between two jobs is seen by the same look that finds none above."""
    assert unguarded.differences() == []
    found = json.loads(printed(unguarded.run(clean.PROGRAM, processes=50)))
    assert found["environment"]["TURN"] == "50"
    assert unguarded.found_first["environment"]["TURN"] == "64"
