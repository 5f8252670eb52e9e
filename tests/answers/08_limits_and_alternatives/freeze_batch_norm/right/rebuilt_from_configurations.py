"""Builds every layer anew from its configuration."""


def freeze_batch_norm(model):
    def rebuilt(old):
        new = keras.Sequential([keras.Input(old.input_shape[1:])])
        for layer in old.layers:
            if isinstance(layer, keras.Sequential):
                new.add(rebuilt(layer))
                continue
            config = layer.get_config()
            if isinstance(layer, keras.layers.BatchNormalization):
                config["trainable"] = False
            copy = type(layer).from_config(config)
            new.add(copy)
            copy.set_weights(layer.get_weights())
        return new

    return rebuilt(model)
