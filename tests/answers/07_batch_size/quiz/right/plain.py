"""Three letters."""

quiz = {"representative": "b", "alone": "a", "rising": "d"}
