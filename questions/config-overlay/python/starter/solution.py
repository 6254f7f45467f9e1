def effective_config(layers):
    """Lay configuration layers over each other; later ones win.

    layers: list of dicts, lowest priority first. None removes a key.
    Returns a new dict; raises ValueError when a layer is not a dict.
    """
    raise NotImplementedError
