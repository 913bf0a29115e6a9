"""Random drawings: merges, splits, chains inside a block, zero values, many labels, stops of every kind."""

import random

from tests.trace.drawing import Drawing, seed


def random_drawing(number: int, rule: str, *, stops: bool = True, size: int = 40, claims: bool = False) -> Drawing:
    """Return the drawing with this number: always the same for the same number.

    With `claims` seeds claim parts of outputs in the middle of the chain too, which taint may reach.
    """
    source = random.Random(number)
    coins: list[tuple[str, int]] = []
    lines: list[str] = []
    for name in range(source.randint(2, 6)):
        values = [source.choice([0, 1, 7, 50, 1_000, 99_999]) for _ in range(source.randint(1, 4))]
        values[0] += 10
        lines.append(f"c{name}: -> {' '.join(map(str, values))}")
        coins += [(f"c{name}.{vout}", value) for vout, value in enumerate(values)]
    roots = [name for name, value in coins if value]
    for name in range(source.randint(3, size)):
        if not coins:
            break
        source.shuffle(coins)
        count = source.randint(1, 4)
        spent, coins = coins[:count], coins[count:]
        left = sum(value for _, value in spent)
        pays: list[str] = []
        for vout in range(source.randint(1, 5)):
            value = source.choice([0, left // 2, left // 3, source.randint(0, left)])
            left -= value
            owner = source.choices(["", "@safe", "@vault", "@shop", "@burn"], [12, 1, 1, 1, 1])[0] if stops else ""
            pays.append(f"{value}{owner}")
            if owner != "@burn":
                coins.append((f"t{name}.{vout}", value))
        if source.random() < 0.6:
            lines.append("")
        lines.append(f"t{name}: {' '.join(coin for coin, _ in spent)} -> {' '.join(pays)}")
    labels = "ABCDE"[: source.randint(1, 5)]
    seeds = [seed(source.choice(labels), source.choice(roots)) for _ in range(source.randint(1, 5))]
    later = [line.split(":")[0] for line in lines if line.startswith("t")]
    if later and source.random() < 0.5:
        seeds.append(seed(source.choice(labels), txid=source.choice(later)))
    middle = random.Random(f"claims {number}")
    made = [
        (f"{line.split(':')[0]}.{vout}", int(pay.split("@")[0]))
        for line in (lines if claims else ())
        if line.startswith("t")
        for vout, pay in enumerate(line.split("->")[1].split())
    ]
    for coin, value in middle.sample(made, min(len(made), middle.randint(1, 4))):
        if value:
            seeds.append(seed(middle.choice(labels), coin, amount=middle.randint(1, value)))
    if not stops:
        return Drawing("\n".join(lines), seeds, rule=rule)
    return Drawing(
        "\n".join(lines),
        seeds,
        rule=rule,
        custody=("safe", "vault"),
        services=("shop",),
        min_sat=source.choice([0, 0, 5, 100]),
        max_hops=source.choice([0, 0, 2, 5]),
        to_height=source.choice([0, 0, 9]),
        coinjoin=source.random() < 0.5,
        horizon=source.choice([10_000, 10_000, 8])
        if all(each.txid is None and each.amount is None for each in seeds)
        else 10_000,
    )
