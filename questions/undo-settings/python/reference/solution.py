def settings_after(start, clicks):
    """Work out the settings after all clicks."""
    settings = dict(start)
    done, undone = [], []
    for click in clicks:
        kind = click[0]
        if kind in ("undo", "redo"):
            steps = int(click[1])
            if steps < 1:
                raise ValueError(f"{kind} {steps} times")
            source, target = (done, undone) if kind == "undo" else (undone, done)
            for _ in range(min(steps, len(source))):
                key, old, new = source.pop()
                target.append((key, old, new))
                _put(settings, key, old if kind == "undo" else new)
        else:
            key, old = click[1], settings.get(click[1])
            new = click[2] if kind == "set" else None
            if new != old:
                done.append((key, old, new))
                undone.clear()
                _put(settings, key, new)
    return settings


def _put(settings, key, value):
    if value is None:
        settings.pop(key, None)
    else:
        settings[key] = value

# interviewlm-canary-cbc071605b
