"""Parameters for lectures in tests."""

#: As small as each lecture's claims allow.
SMALL = {"SEEDS": 2, "EPOCHS": 2, "BATCH_SIZES": [32, 128], "PRESETS": ["dense64x2"]}


def small(own: dict) -> dict:
    """The small values of those parameters that a lecture has."""
    values = {name: value for name, value in SMALL.items() if name in own}
    if "PRESETS" in own:
        # A lecture may need more than one network for its claims.
        values["PRESETS"] = own["PRESETS"]
    return values
