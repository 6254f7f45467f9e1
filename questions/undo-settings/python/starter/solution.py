def settings_after(start, clicks):
    """Work out the settings after all clicks.

    start: dict of texts, which stays as it is.
    clicks: list of ["set", key, value], ["remove", key], ["undo", n], ["redo", n].
    Returns a new dict; raises ValueError when an n is below 1.
    """
    raise NotImplementedError
