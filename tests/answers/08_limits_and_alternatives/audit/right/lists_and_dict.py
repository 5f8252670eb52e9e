"""Built with dict(), with lists for pairs."""

audit = dict(
    single_example=["contradicted", 1],
    single_run=["contradicted", 2],
    noisy_statistics=["supported", 3],
    recurrent=["not tested here", None],
    constants=["contradicted", 4],
    other_scale=["supported", 1],
    learning_rates=["supported", 6],
    exploding=["contradicted", 8],
    weight_decay=["contradicted", 8],
    company=["supported", 7],
    imagenet=["not tested here", None],
    any_epsilon=["contradicted", 1],
)
