"""Capital letters with spaces and full stops."""


quiz = {
    "learned_statistics": " C.",
    "single_example": " B.",
    "hat": " A.",
    "epsilon": " D.",
    "momentum": " B.",
    "stored": " C.",
}
