"""Labels what is known from elsewhere, though the course never tested it."""

POINTS = 5


audit = {
    "single_example": ("contradicted", "05"),
    "single_run": ("contradicted", "05"),
    "noisy_statistics": ("supported", "07"),
    "recurrent": ("supported", "08"),
    "constants": ("contradicted", "04"),
    "other_scale": ("supported", "01"),
    "learning_rates": ("supported", "08"),
    "exploding": ("contradicted", "08"),
    "weight_decay": ("contradicted", "08"),
    "company": ("supported", "08"),
    "imagenet": ("contradicted", "08"),
    "any_epsilon": ("contradicted", "08"),
}
