"""Another order, and spaces."""

quiz = dict(statistics="c ", flips=" b", validation="c")
