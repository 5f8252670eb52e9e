"""Made with dict()."""

quiz = dict(scaled="d", decay="c", sorted_test="b", keras_layer="b", group_ends="c", folding="b")
