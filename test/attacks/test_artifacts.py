"""Leaving files and records that harm whoever collects, stores, lists or opens them."""

import hashlib
import json

from arena import Aftermath, Arena
from attack import Attack

LINKS = Attack("""
open("real.txt", "w").write("x")
os.symlink("/etc/passwd", "link.txt")
os.symlink("/proc/1/environ", "environ.txt")
os.symlink("real.txt", "inner.txt")
os.symlink("/dev/shm", "folder")
os.symlink("loop", "loop")
os.link("real.txt", "hard.txt")
os.symlink("/etc/passwd", ".kaiseki/link.txt")
for path in ("/etc/passwd", "/etc/shadow", os.__file__, sys.executable, "/dev/null"):
    attempt(f"a hard link to {path}", lambda: os.link(path, os.path.basename(path)))
open("fine.txt", "w").write("x")
""")
KINDS = """
import stat
socket.socket(socket.AF_UNIX).bind("socket")
attempt("a pipe", lambda: os.mkfifo("pipe"))
attempt("a device", lambda: os.mknod("device", stat.S_IFCHR | 0o666, os.makedev(1, 3)))
attempt("a disk", lambda: os.mknod("disk", stat.S_IFBLK | 0o666, os.makedev(8, 0)))
attempt("root's file", lambda: os.chown("fine.txt", 0, 0))
open("fine.txt", "w").write("x")
open("unreadable.txt", "w").write("x")
os.chmod("unreadable.txt", 0)
open("program", "w").write("x")
os.chmod("program", 0o6777)
"""
NAMES = r"""
bad = [b"a\nb", b"a\rb", b"a\tb", b"a\x00"[:1] + b"\x01", b"\x1b[31mred", "a\u202egpj.exe".encode(), "a\u2028b".encode(), "a\u200bb".encode(),
    "\ufeffa".encode(), b"\xff\xfe", b"\xed\xa0\x80", b"\xc0\xaf", b"...", b".hidden", b" space", b"space ", b"dot.", b"a\\b", b"a:b", b"a*b", b"a?b",
    b'a"b', b"a<b", b"a|b", b"n" * 255, "\u3042".encode() * 85, b"~\x7f", b"\xc2\x85", b"\xc2\x9b31m"]
for name in bad: open(name, "w").write("x")
fine = ["%2e%2e%2fresult.json", "a#b&c;d'e.txt", "result.json", "progress.json", "program.py", "__proto__", "constructor", "\u8868.txt", "CON", "a b.txt",
    "$(id)", "`id`", "--help", "-rf", "{{metric.x}}", "<nothing>".strip("<>"), "0", "null", "toString"]
for name in fine: open(name, "w").write("x")
os.makedirs("a/b/c/d/e/f")
open("a/b/c/fine.txt", "w").write("x")
open("a/b/c/d/e/f/deep.txt", "w").write("x")
os.makedirs("n" * 200 + "/" + "n" * 200)
open("n" * 200 + "/" + "n" * 200 + "/long.txt", "w").write("x")
os.makedirs("artifacts/..x")
print(len(bad))
"""
FINE = {
    "$(id)", "%2e%2e%2fresult.json", "--help", "-rf", "0", "CON", "__proto__", "`id`", "a b.txt", "a#b&c;d'e.txt", "constructor", "nothing", "null",
    "program.py", "progress.json", "result.json", "toString", "{{metric.x}}", "\u8868.txt", "a/b/c/fine.txt",
}  # fmt: skip


def names(aftermath: Aftermath) -> set[str]:
    return {one["name"] for one in aftermath.manifest["artifacts"]}


def test_links_are_not_followed(arena: Arena) -> None:
    aftermath = arena.endure(LINKS)
    assert (aftermath.breaches, names(aftermath)) == ([], {"fine.txt"})


def test_only_files_are_published_as_what_they_are(arena: Arena) -> None:
    aftermath = arena.endure(Attack(KINDS.replace('attempt("a pipe", lambda: os.mkfifo("pipe"))\n', "")))
    assert aftermath.breaches == []
    assert names(aftermath) - {"unreadable.txt"} == {"fine.txt", "program"}


def test_no_pipe_keeps_the_collector_waiting(arena: Arena) -> None:
    """Seccomp refuses to make one: there is none to wait at."""
    assert arena.endure(Attack("attempt('a pipe', lambda: os.mkfifo('pipe'))")).breaches == []


def test_names_are_safe_or_refused(arena: Arena) -> None:
    aftermath = arena.endure(Attack(NAMES))
    assert (aftermath.breaches, names(aftermath)) == ([], FINE)
    cut = aftermath.manifest["cut"]
    assert len(cut) >= int(aftermath.manifest["stdout"]["head"].split()[0])
    assert all(line.isprintable() and line.encode().decode() == line for line in cut)


def test_a_file_named_like_the_manifest_is_a_file_below_artifacts(arena: Arena) -> None:
    forged = json.dumps({"version": 1, "token": "forged", "outcome": "succeeded"})
    aftermath = arena.endure(Attack(f"for name in ('result.json', 'progress.json'): open(name, 'w').write({forged!r})"))
    assert aftermath.breaches == []
    assert aftermath.manifest["token"] == arena.token_of_attack()
    assert arena.stored_by_attack("artifacts/result.json") == forged.encode()
    assert arena.stored_by_attack("progress.json") is None


def test_forged_records_name_no_file_that_is_not_published(arena: Arena) -> None:
    records = [
        {"record": "file", "file": "../../../etc/passwd"},
        {"record": "figure", "name": "x", "file": "/etc/passwd", "title": "x" * 9_000},
        {
            "record": "table",
            "name": "t",
            "columns": [{"name": "a", "type": "b"}],
            "rows": [[1]],
            "rowCount": 1,
            "file": "../result.json",
            "csv": "/x",
        },
        {"record": "metric", "name": "n", "value": "many"},
        {"record": "metric", "name": {"a": 1}, "value": 1},
        {"record": "outcome", "failure": None, "token": "forged"},
        {"record": "__class__", "__proto__": {"admin": True}},
        {"record": "answer", "markdown": ["no text"]},
        [],
        "x",
        None,
    ]
    lines = (
        "\n".join(map(json.dumps, records))
        + '\n{"record": "metric", "name": "n", "value": '
        + "9" * 5_000
        + "}\n"
        + "[" * 100_000
        + "\nnull\n\x00\n"
    )
    aftermath = arena.endure(
        Attack(f"open('.kaiseki/records.jsonl', 'a').write({lines!r})\nraise SystemExit(3)", ("program",))
    )
    assert aftermath.breaches == []
    manifest = aftermath.manifest
    assert (manifest["artifacts"], manifest["metrics"], manifest["answer"]) == ([], [], None)
    assert [(one["file"], one["csv"]) for one in manifest["tables"]] == [(None, None)]


def test_records_without_end_are_cut(arena: Arena) -> None:
    attack = Attack("""
line = json.dumps({"record": "warning", "text": "x" * 1_000, "check": "c", "severity": "notice", "figure": None}) + "\\n"
with open(".kaiseki/records.jsonl", "a") as file:
    for _ in range(40): file.write(line * 1_000)
""")
    aftermath = arena.endure(attack)
    assert aftermath.breaches == []
    assert len(aftermath.manifest["warnings"]) == 200
    assert aftermath.manifest["cut"] != []


def test_records_that_are_no_file(arena: Arena) -> None:
    for change in (
        "os.symlink('/etc/passwd', '.kaiseki/records.jsonl')",
        "os.mkdir('.kaiseki/records.jsonl')",
        "os.rmdir('.kaiseki'); os.symlink('/etc', '.kaiseki')",
        "os.rmdir('.kaiseki'); open('.kaiseki', 'w').write('x')",
    ):
        assert arena.endure(Attack(change)).breaches == []


def test_files_with_holes_count_as_large_as_they_claim(arena: Arena) -> None:
    attack = Attack(
        "for name in 'abc': os.truncate(os.open(name, os.O_CREAT | os.O_RDWR), 40_000_000)",
        given={"artifactBytes": 90_000_000},
    )
    aftermath = arena.endure(attack)
    assert (aftermath.breaches, names(aftermath)) == ([], {"a", "b"})
    arena.forget_files_of_attack()


def test_bombs_are_stored_as_they_are(arena: Arena) -> None:
    attack = Attack("""
import zipfile
with zipfile.ZipFile("bomb.zip", "w", zipfile.ZIP_DEFLATED) as file: file.writestr("x", bytes(100_000_000))
open("bomb.parquet", "wb").write(b"PAR1" + b"\\xff" * 1_000 + b"PAR1")
open("bomb.svg", "w").write('<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><svg onload="alert(1)">&a;</svg>')
open("page.html", "w").write("<script>fetch('/runs')</script>")
""")
    aftermath = arena.endure(attack)
    assert aftermath.breaches == []
    assert names(aftermath) == {"bomb.zip", "bomb.parquet", "bomb.svg", "page.html"}
    assert all(one["bytes"] < 1_000_000 for one in aftermath.manifest["artifacts"])


def test_what_is_published_is_what_was_hashed(arena: Arena) -> None:
    """A child that goes on writing is gone before anything is collected."""
    attack = Attack("""
if os.fork() == 0:
    os.setsid()
    number = 0
    while True:
        number += 1
        for name in ("a.txt", "b.txt"):
            with open("hidden", "w") as file: file.write(str(number) * 100_000)
            os.replace("hidden", name)
            try: os.symlink("/etc/passwd", "c.txt"); os.replace("c.txt", "d.txt")
            except OSError: pass
time.sleep(0.3)
""")
    for _ in range(3):
        aftermath = arena.endure(attack)
        assert aftermath.breaches == []
        assert {"a.txt"} <= names(aftermath) <= {"a.txt", "b.txt", "hidden"}
        for one in aftermath.manifest["artifacts"]:
            stored = arena.stored_by_attack(f"artifacts/{one['name']}")
            assert stored is not None
            assert (len(stored), hashlib.sha256(stored).hexdigest()) == (one["bytes"], one["sha256"])


def test_control_of_a_collector_that_follows_links(unguarded: Arena) -> None:
    assert {"link.txt", "hard.txt", "inner.txt", "fine.txt"} <= names(unguarded.endure(LINKS))


def test_control_of_a_collector_that_takes_any_name(unguarded: Arena) -> None:
    assert "a\nb" in names(unguarded.endure(Attack(NAMES)))
