def effective_config(layers):
    """Believes that every layer is an object."""
    result = {}
    for layer in layers:
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
