def effective_config(layers):
    """Believes that a key keeps its kind from layer to layer."""
    result = {}
    for layer in layers:
        if not isinstance(layer, dict):
            raise ValueError("a layer is not an object")
        _lay(result, layer)
    return result


def _lay(result, layer):
    for key, value in layer.items():
        if value is None:
            if key in result:
                del result[key]
        elif isinstance(value, dict):
            _lay(result.setdefault(key, {}), value)
        else:
            result[key] = value
