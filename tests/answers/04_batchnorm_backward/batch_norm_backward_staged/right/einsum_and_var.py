"""Uses np.var and einsum, and fills the dict as it goes."""


def batch_norm_backward_staged(dy, x, gamma, epsilon):
    r = 1 / np.sqrt(np.var(x, axis=0) + epsilon)
    c = x - np.average(x, axis=0)
    out = dict(dbeta=np.einsum("ij->j", dy), dgamma=np.einsum("ij,ij,j->j", dy, c, r))
    out["dx_hat"] = np.multiply(gamma, dy)
    out["dvariance"] = np.einsum("ij,ij,j->j", out["dx_hat"], c, -(r**3) / 2)
    out["dmean"] = -r * out["dx_hat"].sum(0)
    out["dx"] = r * out["dx_hat"] + (2 * c * out["dvariance"] + out["dmean"]) / x.shape[0]
    return out
