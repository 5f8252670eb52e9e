"""Capitals and brackets."""

quiz = {"rising": "D", "alone": "(a)", "representative": " b) "}
