"""Another order, built with dict()."""


quiz = dict(stored="c", momentum="b", epsilon="d", hat="a", single_example="b", learned_statistics="c")
