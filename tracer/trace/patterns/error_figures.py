"""Published error figures of the heuristics, in one table, each with the population it was measured on.

A figure is a statement about that population and never about the case at hand; `stated` says so
every time. What nobody has published is `NOT_MEASURED`; nothing is estimated here.

Source: Möser, Narayanan, "Resurrecting Address Clustering in Bitcoin" (2022) and its notebooks
(maltemoeser/dissertation-code `3a`, `5a`, `5d`, `5i`); Stütz et al., "Adoption and Actual Privacy of
Decentralized CoinJoin Implementations in Bitcoin" (2022); Meiklejohn et al., "A Fistful of Bitcoins"
(2013); Nick, "Data-Driven De-Anonymization in Bitcoin" (2015); GraphSense, `heuristics_service.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

NOT_MEASURED = "not measured: no error figure has been published for this rule"

REVEALED_CHANGE = (
    "35,257,428 two-output transactions whose change was revealed by later co-spending (Möser and Narayanan; "
    "conditional on wallets that later co-spend)"
)


@dataclass(frozen=True, slots=True)
class ErrorFigure:
    """What was measured of one rule. Figures are decimal text exactly as published; None: not published.

    `coverage` is the share of transactions with exactly one candidate, `precision` correct over
    identified, `tpr` and `fpr` correct and wrong over all transactions.
    """

    rule: str
    coverage: str | None
    precision: str | None
    tpr: str | None
    fpr: str | None
    population: str = REVEALED_CHANGE

    @property
    def right(self) -> Fraction | None:
        """The precision as an exact fraction of one; from the two rates where it was not published itself."""
        if self.precision is not None:
            return Fraction(self.precision.rstrip("%")) / 100
        if self.tpr is None or self.fpr is None:
            return None
        return Fraction(self.tpr) / (Fraction(self.tpr) + Fraction(self.fpr))

    @property
    def stated(self) -> str:
        """The figures in one line, with the population and the warning that this is not it."""
        figures = []
        if self.coverage is not None:
            figures.append(f"names one output in {self.coverage} of transactions (coverage)")
        if self.precision is not None:
            figures.append(f"where it names one, right in {self.precision} (precision)")
        if self.tpr is not None and self.fpr is not None:
            right, wrong = as_percent(Fraction(self.tpr)), as_percent(Fraction(self.fpr))
            figures.append(f"of all transactions, right in {right} and wrong in {wrong}")
        figures.append("no interval is published")
        return f"{'; '.join(figures)}; measured on {self.population}, which is not the population of this case"


def _figures(*rows: tuple[str, str | None, str | None, str, str]) -> dict[str, ErrorFigure]:
    return {rule: ErrorFigure(rule, coverage, precision, tpr, fpr) for rule, coverage, precision, tpr, fpr in rows}


CHANGE_FIGURES = _figures(
    ("optimal", "33.23%", "92.08%", ".3060", ".0263"),
    ("optimal-fee", "25.93%", "92.20%", ".2391", ".0202"),
    ("type", "26.75%", "88.58%", ".2369", ".0305"),
    ("fresh-local", "57.27%", "95.98%", ".5496", ".0230"),
    ("fresh-global", "59.20%", "94.85%", ".5615", ".0305"),
    ("round-1", "49.21%", "91.31%", ".4493", ".0428"),
    ("round-2", "47.88%", "97.55%", ".4670", ".0117"),
    ("round-3", "42.62%", "98.55%", ".4200", ".0062"),
    ("round-4", "37.99%", "98.67%", ".3748", ".0051"),
    ("round-5", "30.79%", "98.19%", ".3023", ".0056"),
    ("round-6", "21.61%", "97.70%", ".2111", ".0050"),
    ("round-7", "10.73%", "99.53%", ".1068", ".0005"),
    ("fingerprint-version", "24.91%", "98.49%", ".2453", ".0038"),
    ("fingerprint-locktime", "30.95%", "99.05%", ".3065", ".0029"),
    ("fingerprint-rbf", "7.80%", "96.54%", ".0753", ".0027"),
    ("fingerprint-segwit", "21.16%", "90.12%", ".1907", ".0209"),
    ("fingerprint-bip69", "31.49%", "83.20%", ".2620", ".0529"),
    ("fingerprint-types", "31.71%", "92.78%", ".2942", ".0229"),
    ("fingerprint-multisig", None, "99.61%", ".1398", ".0006"),
    ("fingerprint-outputs", None, "68.6%", ".2834", ".1295"),
    ("fingerprint-zero-conf", None, "62.1%", ".1002", ".0613"),
    ("vote-7", None, None, ".3904", ".0006"),
    ("random-forest-99", None, None, ".784", ".0004"),
)
"""Change rules on revealed change. The precision of multisig, outputs and zero-conf is TPR / (TPR + FPR)."""

COLLAPSE = (
    "merging on change evidence collapses clusters: with one-time change 166 of 273 labelled services end in one "
    "cluster of 281 million addresses, with a random forest at p > .99 still 113 of 273 (Möser and "
    "Narayanan, notebooks `12e`, `15a`, `15b`, blocks to about mid-2021); this program therefore never merges on change"
)

MULTI_INPUT_RECALL = (
    "the multi-input rule alone reveals 68.59% of a wallet's addresses on average (recall; 37,585 wallets whose "
    "bloom filters were known, Nick 2015); no precision is published for it"
)

SCDH = (
    "Stütz et al. 2022 state more than 99% accuracy for their Wasabi and Samourai detection, on 30,251 Wasabi and "
    "223,597 Samourai transactions of blocks 530,500 to 725,348; neither this rule's exact form nor this case was "
    "measured there"
)

GRAPHSENSE_JOINMARKET = (
    "no error rate is published; GraphSense gives its JoinMarket detector a confidence of 49 of 100, a rank and not a "
    "rate"
)


def compounded(rights: Sequence[Fraction]) -> Fraction:
    """Return the chance that every hop of a chain is right, were the hops independent: the product.

    Twenty hops at 98% leave 66%. Hops are not independent in truth, so this is an order of
    magnitude and is printed as such.
    """
    product = Fraction(1)
    for right in rights:
        product *= right
    return product


def as_percent(fraction: Fraction) -> str:
    """Return a fraction between 0 and 1 in percent with two decimals, cut and not rounded."""
    units = fraction.numerator * 10_000 // fraction.denominator
    return f"{units // 100}.{units % 100:02d}%"
