"""Made by dict(), in another order."""

quiz = dict(
    frozen="c",
    evaluation_loop="b",
    next_layer="c",
    bias="b",
    stored="b",
    inference_statistics="c",
)
