def effective_config(layers):
    """Walks through the whole result for nulls after every layer."""
    result = {}
    for layer in layers:
        if not isinstance(layer, dict):
            raise ValueError("a layer is not an object")
        _lay(result, layer)
        _prune(result)
    return result


def _lay(result, layer):
    for key, value in layer.items():
        if isinstance(value, dict):
            if not isinstance(result.get(key), dict):
                result[key] = {}
            _lay(result[key], value)
        else:
            result[key] = value


def _prune(result):
    for key, value in list(result.items()):
        if value is None:
            del result[key]
        elif isinstance(value, dict):
            _prune(value)
