"""Run the user's program as Python would run a script, and say how it ended in the user's own terms."""

import atexit
import builtins
import linecache
import sys
import threading
import traceback
import types
from typing import Any

FILE_NAME = "program.py"
LONGEST_MESSAGE, LONGEST_TRACEBACK = 2_000, 16_000
LIMIT_ERRORS: dict[int, str] = {28: "disk", 27: "disk", 122: "disk", 11: "processes"}  # ENOSPC, EFBIG, EDQUOT, EAGAIN

Failure = dict[str, Any]


def run_program(source: bytes, path: str) -> dict[str, Any]:
    """Run `source` as a fresh __main__ and return {"failure": None or {class, type, message, line, traceback}}."""
    main = types.ModuleType("__main__")
    main.__dict__.update(__builtins__=builtins, __file__=path, __annotations__={})
    sys.modules["__main__"] = main
    sys.argv = [path]
    sys.path.insert(0, "")
    failure = None
    try:
        remember_source(source)
        code = compile(source, FILE_NAME, "exec", dont_inherit=True)
        exec(code, main.__dict__)
    except SystemExit as stop:
        failure = failure_of_exit(stop)
    except BaseException as error:
        failure = describe_safely(error)
        print_traceback(failure)
    run_exit_handlers()
    return {"failure": failure}


def remember_source(source: bytes) -> None:
    """Let tracebacks, and inspect, show the program's lines under the name it was compiled by."""
    text = source.decode("utf-8", "replace")
    linecache.cache[FILE_NAME] = (len(source), None, text.splitlines(keepends=True), FILE_NAME)


def failure_of_exit(stop: SystemExit) -> Failure | None:
    """sys.exit() and sys.exit(0) are success; anything else is what the program says went wrong."""
    if stop.code in (None, 0):
        return None
    message = f"exited with status {stop.code}" if isinstance(stop.code, int) else str(stop.code)
    if not isinstance(stop.code, int):
        print(stop.code, file=sys.stderr)
    return {
        "class": "program",
        "type": "SystemExit",
        "message": one_line(message),
        "line": last_line_of_program(stop),
        "traceback": "",
    }


def describe_safely(error: BaseException) -> Failure:
    """Describe an error even when its own text raises or no memory is left to format it."""
    try:
        return describe(error)
    except BaseException:
        name = type(error).__name__
        return {"class": class_of(error), "type": name, "message": name, "line": None, "traceback": f"{name}\n"}


def describe(error: BaseException) -> Failure:
    """Return a failure; its traceback holds frames of the program and of libraries only."""
    shown = without_executor_frames(error)
    text = "".join(traceback.format_exception(type(error), error, shown))
    message = "".join(traceback.format_exception_only(type(error), error)).strip()
    if isinstance(error, SyntaxError):
        message, line = error.msg or "invalid syntax", error.lineno
    else:
        message, line = message_of(error, message), last_line_of_program(error)
    # An error may be a sentence for whoever asked; where in the program it was raised would not help them.
    is_sentence = getattr(type(error), "is_sentence", False) is True
    return {
        "class": class_of(error),
        "type": None if is_sentence else type(error).__name__,
        "message": one_line(message),
        "line": None if is_sentence else line,
        "traceback": shorten(text, LONGEST_TRACEBACK),
    }


def message_of(error: BaseException, described: str) -> str:
    """Return the error's own words, without its type's name where that stands in front."""
    _, separator, rest = described.partition(": ")
    return rest if separator and rest else (str(error) or type(error).__name__)


def class_of(error: BaseException) -> str:
    """Return which limit an error speaks of, or "program"."""
    if isinstance(error, MemoryError):
        return "memory"
    if isinstance(error, OSError) and error.errno in LIMIT_ERRORS:
        return LIMIT_ERRORS[error.errno]
    if isinstance(error, RuntimeError) and str(error) == "can't start new thread":
        return "processes"
    return "program"


def without_executor_frames(error: BaseException) -> types.TracebackType | None:
    """Return the traceback from the program's first frame on."""
    shown = error.__traceback__
    while shown is not None and shown.tb_frame.f_code.co_filename == __file__:
        shown = shown.tb_next
    return shown


def last_line_of_program(error: BaseException) -> int | None:
    """Return the innermost line of the program that the error passed through."""
    line = None
    for frame, number in traceback.walk_tb(error.__traceback__):
        if frame.f_code.co_filename == FILE_NAME:
            line = number
    return line


def print_traceback(failure: Failure) -> None:
    """Put the traceback where Python would: on the program's standard error."""
    try:
        print(failure["traceback"], file=sys.stderr, end="", flush=True)
    except BaseException:
        return


def run_exit_handlers() -> None:
    """Do what the interpreter does at its end; os._exit() follows and would skip it."""
    # What CPython itself calls at its end; neither has a public name.
    wait_for_threads = vars(threading)["_shutdown"]
    for action in (wait_for_threads, atexit._run_exitfuncs, sys.stdout.flush, sys.stderr.flush):
        try:
            action()
        except BaseException:
            continue


def one_line(text: str) -> str:
    return shorten(" ".join(text.split()), LONGEST_MESSAGE)


def shorten(text: str, longest: int) -> str:
    """Keep the beginning and the end: both ends of a traceback matter."""
    if len(text) <= longest:
        return text
    half = longest // 2
    return f"{text[:half]}\n… {len(text) - 2 * half} characters left out …\n{text[-half:]}"
