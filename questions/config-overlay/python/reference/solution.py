def effective_config(layers):
    """Lay configuration layers over each other; later ones win."""
    result = {}
    for layer in layers:
        if not isinstance(layer, dict):
            raise ValueError("a layer is not an object")
        _lay(result, layer)
    return result


def _lay(result, layer):
    for key, value in layer.items():
        if value is None:
            result.pop(key, None)
        elif isinstance(value, dict):
            if not isinstance(result.get(key), dict):
                result[key] = {}
            _lay(result[key], value)
        else:
            result[key] = value

# interviewlm-canary-07589af1bc
