"""Collects lists of indices in a dictionary; batches are lists."""


def single_class_batches(labels, batch_size):
    members = {}
    for index, label in enumerate(labels):
        members.setdefault(int(label), []).append(index)
    return [
        indices[start : start + batch_size]
        for indices in members.values()
        for start in range(0, len(indices), batch_size)
    ]
