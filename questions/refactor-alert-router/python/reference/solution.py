def route(alerts):
    """Decide who hears of each alert."""
    return [_route(alert) for alert in alerts]


def _route(alert):
    severity = alert["severity"]
    if alert["acked"]:
        still_bad = severity == "critical" and alert["repeats"] >= 3
        return "page:lead" if still_bad else "drop"
    if severity not in RULES:
        raise ValueError(f"unknown severity {severity}")
    return RULES[severity](alert)


def _critical(alert):
    return _page(alert)


def _error(alert):
    if _in_office(alert):
        return _tell("chat", alert)
    return _page(alert) if alert["repeats"] >= 5 else _tell("mail", alert)


def _warning(alert):
    if alert["repeats"] >= 10:
        return _tell("chat", alert)
    return _tell("mail", alert) if _in_office(alert) else "drop"


def _info(alert):
    return "drop"


RULES = {"critical": _critical, "error": _error, "warning": _warning, "info": _info}


def _page(alert):
    return f"page:{alert['team'] or 'lead'}"


def _tell(channel, alert):
    return f"{channel}:{alert['team'] or 'ops'}"


def _in_office(alert):
    days, minute = divmod(alert["minute"], 1440)
    return days % 7 < 5 and 9 * 60 <= minute < 17 * 60

# interviewlm-canary-03839f6736
