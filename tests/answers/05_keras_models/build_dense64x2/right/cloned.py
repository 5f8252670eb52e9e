"""Layers added one by one, activations as functions, and the model cloned at the end."""


def build_dense64x2():
    m = keras.Sequential()
    m.add(keras.layers.Dense(64, activation=keras.ops.relu, input_dim=784))
    m.add(keras.layers.BatchNormalization(momentum=0.9, name="bn_1"))
    m.add(keras.layers.Dense(64, activation=keras.activations.relu))
    m.add(keras.layers.BatchNormalization(momentum=0.9, name="bn_2"))
    m.add(keras.layers.Dense(10))
    m.add(keras.layers.Activation(keras.activations.softmax))
    return keras.models.clone_model(m)
