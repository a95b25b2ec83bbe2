"""Inputs that are not what they seem: a dataset that grows, or that somebody has replaced on its way."""

import io

import pyarrow as pa
import pyarrow.parquet as pq
from arena import Arena
from attack import Attack, printed

LIMIT = {"memoryBytes": 300 << 20, "wallSeconds": 20}
GIGABYTES = 100


def bomb_of_texts() -> bytes:
    """Return a file of one text that a hundred gigabytes of rows repeat."""
    size = 500_000
    column = pa.DictionaryArray.from_arrays(
        pa.array([0] * (GIGABYTES * 10**9 // size), pa.int32()), pa.array(["x" * size])
    )
    return parquet(pa.table({"a": column}))


def bomb_of_numbers() -> bytes:
    """Return a file of one number a row, more than a gigabyte of them."""
    body = io.BytesIO()
    table = pa.table({"a": pa.array([0] * 1_000_000)})
    with pq.ParquetWriter(body, table.schema, store_schema=False) as writer:
        for _ in range(150):
            writer.write_table(table)
    return body.getvalue()


def parquet(table: pa.Table) -> bytes:
    buffer = io.BytesIO()
    # Without the schema of its writer the reader makes whole texts of it.
    pq.write_table(table, buffer, store_schema=False, compression="zstd")
    return buffer.getvalue()


def reading(body: bytes) -> Attack:
    return Attack(
        "import kaiseki\nprint('BREACH read', len(kaiseki.load('data')))",
        ("memory",),
        {**LIMIT, "datasets": {"data": body}},
    )


def test_a_dataset_that_grows_ends_as_a_lack_of_memory(arena: Arena) -> None:
    body = bomb_of_texts()
    assert len(body) < 5_000_000
    assert arena.endure(reading(body)).breaches == []


def test_a_dataset_of_many_equal_numbers_does_too(arena: Arena) -> None:
    body = bomb_of_numbers()
    assert len(body) < 5_000_000
    assert arena.endure(reading(body)).breaches == []


def test_a_dataset_that_is_none_is_the_programs_error(arena: Arena) -> None:
    for body in (
        b"",
        b"PAR1",
        b"PAR1" + b"\xff" * 10_000 + b"PAR1",
        b"PAR1" + b"\x15\x04" * 500 + (2**31 - 1).to_bytes(4, "little") + b"PAR1",
    ):
        attack = Attack(
            "import kaiseki\nkaiseki.load('data')", ("program", "memory"), {**LIMIT, "datasets": {"data": body}}
        )
        assert arena.endure(attack).breaches == []


def test_names_of_inputs_lead_nowhere_else(arena: Arena) -> None:
    attack = Attack(
        """
import kaiseki
for name in ("data", "../../etc/passwd", "/etc/passwd", "a/../../../out/stolen", ""):
    try: print(name, open(kaiseki.artifact(name)).read())
    except (KeyError, OSError): pass
attempt("a way out", lambda: open("/etc/stolen"))
""",
        given={"artifacts": {"../../etc/stolen": b"x", "../out/stolen": b"x", "/etc/stolen2": b"x", "data": b"fine"}},
    )
    aftermath = arena.endure(attack)
    assert aftermath.breaches == []
    assert printed(aftermath.manifest) == "data fine\nover\n"


REPLACED = "print('BREACH the replaced program runs')"


def replace_program(arena: Arena) -> Attack:
    """Let the store hand out another program than the one that was announced, from the next offer on."""
    real = arena.host.store.put

    def put(path: str, body: bytes) -> None:
        real(path, REPLACED.encode() if path.endswith("inputs/program") and b"announced" in body else body)

    arena.host.store.put = put  # type: ignore[method-assign]
    return Attack("print('announced')".ljust(len(REPLACED)), ("input",))


def test_a_program_that_was_replaced_on_its_way_does_not_run(arena: Arena) -> None:
    real = arena.host.store.put
    attack = replace_program(arena)
    try:
        assert arena.endure(attack).breaches == []
    finally:
        arena.host.store.put = real  # type: ignore[method-assign]


def test_control_without_hashes(unguarded: Arena) -> None:
    assert "the replaced program runs" in unguarded.endure(replace_program(unguarded)).breaches
