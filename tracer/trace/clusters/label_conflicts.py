"""Transactions whose inputs carry the labels of two services: the multi-input rule says nothing of them.

Two services do not share their keys, so whoever signed such a transaction was not one holder, or a tag is wrong. Either
way it joins nothing. Services that come together over several transactions are a collapse (`co_spends`), which is told
and not mended: which of the transactions is at fault is not known.

Source: Möser and Narayanan 2022, section on constraints to clustering.
"""

from collections.abc import Mapping

import numpy as np

from tracer.trace.arrays import I8


def label_conflicts(script_of_input: I8, first_input: I8, services: Mapping[int, str]) -> I8:
    """Return, ascending, the transactions that spend scripts of differently labelled services.

    `services` maps scripts to labels; the arrays are those that clusters are made of (`clusters.cluster`).
    """
    if len(set(services.values())) < 2 or not script_of_input.size:
        return np.empty(0, np.int64)
    labels = {label: number for number, label in enumerate(sorted(set(services.values())))}
    label_of = np.full(max(int(script_of_input.max()), *services) + 1, -1, np.int64)
    for script, label in services.items():
        label_of[script] = labels[label]
    known = np.flatnonzero(script_of_input >= 0)
    tagged = known[label_of[script_of_input[known]] >= 0]
    owner = np.searchsorted(first_input, tagged, side="right") - 1
    pairs = np.unique(np.column_stack((owner, label_of[script_of_input[tagged]])), axis=0)
    transactions, counts = np.unique(pairs[:, 0], return_counts=True)
    return transactions[counts > 1].astype(np.int64)
