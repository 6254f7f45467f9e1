def waves(needs):
    """Put services into deployment waves.

    needs: dict of service name to the list of services it needs.
    Returns a list of waves, each a sorted list of names; raises ValueError on a circle.
    """
    raise NotImplementedError
