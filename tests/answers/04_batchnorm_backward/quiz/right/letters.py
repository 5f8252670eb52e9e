"""The three letters."""

quiz = {"constants": "c", "others": "d", "step": "a"}
