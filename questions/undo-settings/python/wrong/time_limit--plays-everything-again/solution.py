def settings_after(start, clicks):
    """Keeps the changes in a list and plays all of them again for every undo and redo."""
    changes, active = [], 0
    settings = dict(start)
    for click in clicks:
        if click[0] in ("undo", "redo"):
            steps = int(click[1])
            if steps < 1:
                raise ValueError(f"{click[0]} {steps} times")
            active = max(0, active - steps) if click[0] == "undo" else min(len(changes), active + steps)
            settings = dict(start)
            for change in changes[:active]:
                _apply(settings, change)
        else:
            after = dict(settings)
            _apply(after, click)
            if after != settings:
                changes = [*changes[:active], click]
                active += 1
                settings = after
    return settings


def _apply(settings, change):
    if change[0] == "set":
        settings[change[1]] = change[2]
    else:
        settings.pop(change[1], None)
