"""Takes every sentence for supported."""

POINTS = 2


audit = {
    "single_example": ("supported", "05"),
    "single_run": ("supported", "05"),
    "noisy_statistics": ("supported", "07"),
    "recurrent": ("supported", "08"),
    "constants": ("supported", "04"),
    "other_scale": ("supported", "01"),
    "learning_rates": ("supported", "08"),
    "exploding": ("supported", "08"),
    "weight_decay": ("supported", "08"),
    "company": ("supported", "08"),
    "imagenet": ("supported", "08"),
    "any_epsilon": ("supported", "08"),
}
