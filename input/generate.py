"""Write the sample tables users.csv and interactions.csv beside this file: `python3 input/generate.py [folder]`.

A small online shop over 2024 and 2025. Whether an interaction ends in a purchase depends on its type, on the user's
age, on the hour of the day and on a latent taste that only `feature1` hints at; nothing decides it alone. The same
seed writes the same bytes with every version of Python: only `Random.random` is drawn from, whose sequence is
guaranteed.
"""

import csv
import math
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

SEED = 20_251_124
USERS, INTERACTIONS, ITEMS = 1_000, 5_000, 200
START, DAYS = datetime(2024, 1, 1), 731
MISSING_AGES = 0.04
GENDERS = {"Female": 0.48, "Male": 0.46, "Non-binary": 0.06}
TYPES = {"view": 0.52, "click": 0.22, "favorite": 0.11, "add-to-cart": 0.09, "purchase": 0.06}
LOG_ODDS_OF_TYPE = {"view": -2.4, "click": -1.6, "favorite": -0.7, "add-to-cart": 0.5, "purchase": 1.7}
# Relative traffic of the 24 hours of a day: a lunch break and an evening.
HOURS = (3, 2, 1, 1, 1, 2, 4, 7, 8, 8, 9, 11, 14, 12, 9, 8, 9, 11, 13, 16, 18, 17, 12, 6)


@dataclass
class User:
    userid: str
    age: int
    gender: str
    taste: float
    """Between -1 and 1; never written."""


class Dice:
    """Draws built on uniform numbers alone."""

    def __init__(self, seed: int) -> None:
        self.uniform = Random(seed).random

    def normal(self) -> float:
        return math.sqrt(-2 * math.log(1 - self.uniform())) * math.cos(2 * math.pi * self.uniform())

    def below(self, limit: int) -> int:
        return int(self.uniform() * limit)

    def chosen(self, weights: Mapping[str, float]) -> str:
        mark = self.uniform() * sum(weights.values())
        for value, weight in weights.items():
            mark -= weight
            if mark < 0:
                return value
        return next(iter(weights))


def make_users(dice: Dice) -> list[User]:
    return [
        User(
            userid=f"user-{number}",
            age=min(79, max(16, round(38 + 13 * dice.normal()))),
            gender=dice.chosen(GENDERS),
            taste=2 * dice.uniform() - 1,
        )
        for number in range(1, USERS + 1)
    ]


def make_interactions(dice: Dice, users: list[User]) -> Iterator[tuple[str | int | float, ...]]:
    """Yield (userid, timestamp, itemid, interactiontype, feature1, feature2, purchase), oldest first."""
    hours = {str(hour): weight for hour, weight in enumerate(HOURS)}
    moments = sorted(
        START + timedelta(days=dice.below(DAYS), hours=int(dice.chosen(hours)), seconds=dice.below(3600))
        for _ in range(INTERACTIONS)
    )
    styles = [2 * dice.uniform() - 1 for _ in range(ITEMS)]
    for moment in moments:
        # A few users do much, many do little.
        user = users[int(USERS * dice.uniform() ** 1.6)]
        item = int(ITEMS * dice.uniform() ** 1.3)
        kind = dice.chosen(TYPES)
        match = user.taste * styles[item]
        feature1 = match + 0.25 * dice.normal()
        feature2 = dice.normal()
        evening = 0.6 if moment.hour >= 19 else 0.0
        age = 0.9 * math.exp(-(((user.age - 34) / 9) ** 2))
        log_odds = LOG_ODDS_OF_TYPE[kind] + 2.2 * match + evening + age + 0.35 * dice.normal()
        bought = int(dice.uniform() < 1 / (1 + math.exp(-log_odds)))
        yield (
            user.userid,
            moment.isoformat(sep=" "),
            f"item-{item + 1}",
            kind,
            round(feature1, 4),
            round(feature2, 4),
            bought,
        )


def write(folder: Path) -> None:
    dice = Dice(SEED)
    users = make_users(dice)
    interactions = list(make_interactions(dice, users))
    with (folder / "users.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("userid", "age", "gender"))
        for user in users:
            writer.writerow((user.userid, "" if dice.uniform() < MISSING_AGES else user.age, user.gender))
    with (folder / "interactions.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("userid", "timestamp", "itemid", "interactiontype", "feature1", "feature2", "purchase"))
        writer.writerows(interactions)


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
