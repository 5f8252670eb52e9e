"""Puts what the reader expected beside what the run showed.

A lecture asks before each experiment; the reader stores a letter; `compare` prints both. It does
not judge the reader: a wrong prediction is the one that teaches.
"""

from collections.abc import Mapping


def compare(prediction: str, measured: str, options: Mapping[str, str]) -> None:
    """Print the predicted and the measured option, by letter and text.

    prediction: a key of `options`, or "?" for none made. measured: the key the run arrived at.
    Raises ValueError for letters that are no option.
    """
    choices = ", ".join(map(repr, options))
    if measured not in options:
        raise ValueError(f"measured is {measured!r}, which is none of {choices}.")
    if prediction == "?":
        print("Your prediction: none yet. Set it above and run both cells again.")
    elif prediction not in options:
        raise ValueError(f'The prediction is {prediction!r}; use one of {choices}, or "?".')
    else:
        print(f"Your prediction: {prediction}) {options[prediction]}")
    print(f"Measured:        {measured}) {options[measured]}")
    if prediction != "?":
        print("They agree." if prediction == measured else "They differ: find out why.")
