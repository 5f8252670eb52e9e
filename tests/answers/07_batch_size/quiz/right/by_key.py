"""Filled in one by one."""

quiz = {}
quiz["alone"] = "a"
quiz["rising"] = "d"
quiz["representative"] = "b"
