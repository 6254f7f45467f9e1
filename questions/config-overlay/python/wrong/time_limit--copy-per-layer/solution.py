import copy


def effective_config(layers):
    """Copies the whole result for every layer, to be safe."""
    result = {}
    for layer in layers:
        if not isinstance(layer, dict):
            raise ValueError("a layer is not an object")
        result = _lay(copy.deepcopy(result), copy.deepcopy(layer))
    return result


def _lay(result, layer):
    for key, value in layer.items():
        if value is None:
            result.pop(key, None)
        elif isinstance(value, dict):
            base = result.get(key)
            result[key] = _lay(base if isinstance(base, dict) else {}, value)
        else:
            result[key] = value
    return result
