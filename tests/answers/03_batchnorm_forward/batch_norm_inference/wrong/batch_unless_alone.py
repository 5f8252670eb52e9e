"""Uses the batch's statistics where there is more than one example, and the moving ones only for a
single example. So an example doesn't give the same alone as among others.
"""

POINTS = 1


def batch_norm_inference(x, gamma, beta, moving_mean, moving_variance, epsilon=1e-3):
    mean, variance = moving_mean, moving_variance
    if len(x) > 1:
        mean, variance = x.mean(axis=0), x.var(axis=0)
    return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta
