"""Asks two questions, each with a dy that only one path can take away."""


def missing_paths(backward):
    x = np.array([[-1.0, 2.0], [0.5, 0.0], [3.0, 1.0], [1.0, -4.0]])
    gamma, epsilon = np.ones(2), 1e-8
    constant = np.ones_like(x)
    along = (x - x.mean(axis=0)) / x.std(axis=0)
    by_mean = backward(constant, x, gamma, epsilon)[0]
    by_variance = backward(along, x, gamma, epsilon)[0]
    answer = []
    if not np.allclose(by_mean, 0, atol=1e-4):
        answer += ["mean"]
    if not np.allclose(by_variance, 0, atol=1e-4):
        answer += ["variance"]
    return tuple(answer)
