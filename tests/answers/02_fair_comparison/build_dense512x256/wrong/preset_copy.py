"""Returns the course's own preset: its layers have other names and Glorot's initial weights, and
the arguments change nothing.
"""

POINTS = 0


from course_utils import models


def build_dense512x256(learning_rate=0.01, momentum=0.9):
    preset = models.PRESETS["torch512x256"]
    return preset.compile(preset.build(batch_norm=False))
