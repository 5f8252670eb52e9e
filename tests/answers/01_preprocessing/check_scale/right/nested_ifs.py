"""Decides step by step and collects the reasons."""


def check_scale(reference, other):
    ends = [float(f(s)) for s in (reference, other) for f in (np.min, np.max)]
    reasons = []
    if any(ends[:2]) and any(ends[2:]):
        if min(ends[0], 0) != 0 and ends[2] >= 0:
            reasons.append("only the reference has negative values")
        if min(ends[2], 0) != 0 and ends[0] >= 0:
            reasons.append("only the other set has negative values")
        largest = max(map(abs, ends[:2])), max(map(abs, ends[2:]))
        if max(largest) > 10 * min(largest):
            reasons.append("the largest values differ too much")
    if reasons:
        raise ValueError("; ".join(reasons) + ": " + ", ".join(f"{e:.3g}" for e in ends))
