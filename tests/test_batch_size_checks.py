"""The records of unit 07: do they see how a training began, and which runs there were?"""

import math

import numpy as np

from course_utils.backend import load_keras
from course_utils.batch_size_checks import RunRecord, TrainingRecord

keras = load_keras()


def test_a_fresh_start_is_told_from_a_trained_one():
    """Does a second training of the same model show in weights and optimiser, a fresh one not?"""
    record = TrainingRecord()
    model = record.build()
    for _ in range(2):
        record.train(model, 4)
    record.train(record.build(), 4)
    first, second, fresh = record.starts
    assert first.trained_weights() == fresh.trained_weights() == []
    assert {"bn/gamma", "bn/moving_mean", "logits/bias"} <= set(second.trained_weights())
    assert [start.optimizer_steps for start in record.starts] == [0, 3, 0]


def test_the_seed_decides_the_initial_weights():
    """Are starts alike exactly if Keras's random state was?"""
    record = TrainingRecord()
    for seed in (1, 1, 2):
        keras.utils.set_random_seed(seed)
        record.train(record.build(), 4)
    first, again, other = record.starts
    assert first.same_weights(again) and not first.same_weights(other)
    assert first.returned == again.returned


def test_made_up_runs_repeat_and_diverge_where_asked():
    """Does a setting always give the same result, and is a diverged one's accuracy no use?"""
    record = RunRecord([("batch", 2, 0)], math.inf)
    result = record.train(normalization="batch", batch_size=np.int64(16), seed=0)
    assert result == record.result("batch", 16, 0)
    assert record.train("batch", 2, 0) == {"loss": math.inf, "accuracy": 0.0975}
    assert record.calls == [("batch", 16, 0), ("batch", 2, 0)]
