"""What a job finds when it starts. The first of a supervisor finds what no attack came before; all later ones the same."""

PROGRAM = """
import builtins, gc, glob, io, json, os, random, resource, signal, subprocess, sys, tempfile, threading, warnings
import joblib, matplotlib, numpy, pandas, pyarrow, sklearn
import kaiseki, kaiseki.context
# What lies where is the same in all children of a zygote: so is a function's address, unless somebody replaced it.
functions = [builtins.open, builtins.print, builtins.__import__, io.open, json.dumps, json.loads, os.open, os.write, os.fork,
    random.random, subprocess.run, warnings.warn, numpy.mean, numpy.random.normal, pandas.read_parquet, pandas.DataFrame.mean,
    joblib.dump, kaiseki.load, kaiseki.metric, kaiseki.context.record, sys.excepthook, sys.displayhook]
folders = ("/tmp", "/out", "/dev/shm")
kinds = {one: os.readlink(f"/proc/self/fd/{one}").partition(":")[0] for one in range(400) if os.path.lexists(f"/proc/self/fd/{one}")}
status = dict(line.split(":", 1) for line in open("/proc/self/status") if ":" in line)
print(json.dumps({
    "functions": [repr(one) for one in functions],
    "names": sorted(vars(builtins)),
    "modules": sorted(sys.modules),
    "path": sys.path,
    "hooks": [len(sys.meta_path), len(sys.path_hooks), sys.gettrace() is None, sys.getprofile() is None],
    "environment": dict(os.environ),
    "files": {folder: sorted(os.listdir(folder)) for folder in folders},
    "descriptors": kinds,
    "filters": repr(warnings.filters),
    "settings": [repr(numpy.geterr()), pandas.get_option("display.max_rows"), matplotlib.rcParams["figure.dpi"], sys.getrecursionlimit()],
    "handlers": [str(signal.getsignal(one)) for one in sorted(signal.valid_signals())],
    "blocked": [status[name].strip() for name in ("SigBlk", "SigIgn", "CapEff", "CapBnd", "NoNewPrivs", "Seccomp", "Threads")],
    "limits": [resource.getrlimit(one) for one in range(16)],
    "place": [os.getcwd(), os.umask(0o022), os.getpriority(os.PRIO_PROCESS, 0), len(os.sched_getaffinity(0)), gc.isenabled(), gc.get_threshold()],
    "threads": threading.active_count(),
    "children": open(f"/proc/self/task/{os.getpid()}/children").read(),
}))
"""
