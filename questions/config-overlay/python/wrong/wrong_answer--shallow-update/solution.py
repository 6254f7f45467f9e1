def effective_config(layers):
    """Merges the top level only."""
    result = {}
    for layer in layers:
        if not isinstance(layer, dict):
            raise ValueError("a layer is not an object")
        result.update(layer)
    return {key: value for key, value in result.items() if value is not None}
