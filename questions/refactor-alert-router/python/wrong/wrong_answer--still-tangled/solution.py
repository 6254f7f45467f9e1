def route(alerts):
    """Decide who hears of each alert, with the office hours in a function of their own.

    alerts: list of {"minute", "severity", "team", "acked", "repeats"}.
    Returns "page:NAME", "chat:NAME", "mail:NAME" or "drop" for each.
    """
    result = []
    for alert in alerts:
        if alert["acked"]:
            if alert["severity"] == "critical":
                if alert["repeats"] >= 3:
                    result.append("page:lead")
                else:
                    result.append("drop")
            else:
                result.append("drop")
        else:
            if alert["severity"] == "critical":
                if alert["team"] != "":
                    result.append("page:" + alert["team"])
                else:
                    result.append("page:lead")
            elif alert["severity"] == "error":
                if _in_office(alert["minute"]):
                    if alert["team"] != "":
                        result.append("chat:" + alert["team"])
                    else:
                        result.append("chat:ops")
                else:
                    if alert["repeats"] >= 5:
                        if alert["team"] != "":
                            result.append("page:" + alert["team"])
                        else:
                            result.append("page:lead")
                    else:
                        if alert["team"] != "":
                            result.append("mail:" + alert["team"])
                        else:
                            result.append("mail:ops")
            elif alert["severity"] == "warning":
                if alert["repeats"] >= 10:
                    if alert["team"] != "":
                        result.append("chat:" + alert["team"])
                    else:
                        result.append("chat:ops")
                else:
                    if _in_office(alert["minute"]):
                        if alert["team"] != "":
                            result.append("mail:" + alert["team"])
                        else:
                            result.append("mail:ops")
                    else:
                        result.append("drop")
            elif alert["severity"] == "info":
                result.append("drop")
            else:
                raise ValueError("unknown severity " + alert["severity"])
    return result


def _in_office(minute):
    return minute // 1440 % 7 < 5 and 9 <= minute % 1440 // 60 < 17
