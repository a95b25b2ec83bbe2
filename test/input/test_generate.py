import csv
import importlib.util
from collections import defaultdict
from pathlib import Path
from types import ModuleType

INPUT = Path(__file__).parents[2] / "input"


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", INPUT / "generate.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rows(name: str) -> list[dict[str, str]]:
    with (INPUT / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_writes_the_committed_tables_again(tmp_path: Path) -> None:
    generator().write(tmp_path)
    for name in ("users.csv", "interactions.csv"):
        assert (tmp_path / name).read_bytes() == (INPUT / name).read_bytes()


def test_another_seed_is_another_table(tmp_path: Path) -> None:
    module = generator()
    module.SEED += 1
    module.write(tmp_path)
    assert (tmp_path / "users.csv").read_bytes() != (INPUT / "users.csv").read_bytes()


def test_has_the_promised_shape() -> None:
    users, interactions = rows("users.csv"), rows("interactions.csv")
    assert len(users) == 1_000
    assert len(interactions) == 5_000
    assert {row["gender"] for row in users} == {"Female", "Male", "Non-binary"}
    assert 0 < sum(row["age"] == "" for row in users) < 100
    assert {row["timestamp"][:4] for row in interactions} == {"2024", "2025"}
    assert {row["userid"] for row in interactions} <= {row["userid"] for row in users}


def test_no_interaction_type_decides_a_purchase_alone() -> None:
    purchases = defaultdict(list)
    for row in rows("interactions.csv"):
        purchases[row["interactiontype"]].append(int(row["purchase"]))
    rates = {kind: sum(values) / len(values) for kind, values in purchases.items()}
    assert set(rates) == {"view", "click", "favorite", "add-to-cart", "purchase"}
    assert all(0.05 < rate < 0.95 for rate in rates.values())
    assert rates["view"] < rates["favorite"] < rates["purchase"]
