"""Compares with what backward_without makes, one function after the other: an answer may call the function it is handed, and none of the others."""

POINTS = 0


def missing_paths(backward):
    rng = np.random.default_rng(1)
    dy, x = rng.normal(size=(30, 3)), rng.normal(size=(30, 3))
    got = backward(dy, x, np.ones(3), 1e-3)[0]
    for names in ((), ("mean",), ("variance",), ("mean", "variance")):
        known = backward_without(*names)(dy, x, np.ones(3), 1e-3)[0]
        if np.allclose(got, known, atol=1e-4):
            return set(names)
