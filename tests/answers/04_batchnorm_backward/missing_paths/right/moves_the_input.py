"""Finds out which moves of x the gradient believes to change a loss that they can't change."""


def missing_paths(backward):
    """A shift of x leaves y as it is, and so does a stretch around the mean (without ε)."""
    x = np.array([[0.0], [1.0], [3.0], [6.0], [7.0]])
    dy = np.array([[1.0], [2.0], [-1.0], [3.0], [4.0]])
    dx = np.asarray(backward(dy, x, np.array([1.0]), 0.0)[0], dtype=float)
    shift, stretch = np.ones_like(x), x - x.mean()
    slopes = {"mean": np.vdot(dx, shift), "variance": np.vdot(dx, stretch)}
    return frozenset(name for name in slopes if abs(slopes[name]) > 1e-3)
