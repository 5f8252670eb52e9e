"""Starts a new batch whenever the label changes, without sorting: in shuffled data nearly every
batch holds one example.
"""

POINTS = 1


def single_class_batches(labels, batch_size):
    batches = [[0]]
    for index in range(1, len(labels)):
        if labels[index] == labels[index - 1] and len(batches[-1]) < batch_size:
            batches[-1].append(index)
        else:
            batches.append([index])
    return batches
