"""Norms as roots of dot products of flat arrays, and the walk there and back on a copy."""


def landscape_probe(loss, gradient, w, steps):
    start = gradient(w).copy().ravel()
    norm = np.sqrt(start @ start)
    if norm == 0:
        raise ValueError("nowhere to go")
    place, found = w.copy(), {"losses": [], "changes": []}
    for eta in steps:
        place -= eta * start.reshape(w.shape)
        difference = gradient(place).ravel() - start
        found["losses"].append(loss(place))
        found["changes"].append(np.sqrt(difference @ difference) / norm)
        place = w.copy()
    met = np.array(found["losses"] + [loss(w)])
    found["loss_range"] = met.max() - met.min()
    found["smoothness"] = max(change / eta for change, eta in zip(found["changes"], steps))
    return found
