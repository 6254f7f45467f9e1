package solution

import "fmt"

// Alert is something that may be wrong.
type Alert struct {
	Minute   int    `json:"minute"`
	Severity string `json:"severity"`
	Team     string `json:"team"`
	Acked    bool   `json:"acked"`
	Repeats  int    `json:"repeats"`
}

// Route decides who hears of each alert: "page:NAME", "chat:NAME", "mail:NAME" or "drop".
func Route(alerts []Alert) ([]string, error) {
	result := []string{}
	for _, alert := range alerts {
		if alert.Acked {
			if alert.Severity == "critical" {
				if alert.Repeats >= 3 {
					result = append(result, "page:lead")
				} else {
					result = append(result, "drop")
				}
			} else {
				result = append(result, "drop")
			}
		} else {
			if alert.Severity == "critical" {
				if alert.Team != "" {
					result = append(result, "page:"+alert.Team)
				} else {
					result = append(result, "page:lead")
				}
			} else if alert.Severity == "error" {
				if inOffice(alert.Minute) {
					if alert.Team != "" {
						result = append(result, "chat:"+alert.Team)
					} else {
						result = append(result, "chat:ops")
					}
				} else {
					if alert.Repeats >= 5 {
						if alert.Team != "" {
							result = append(result, "page:"+alert.Team)
						} else {
							result = append(result, "page:lead")
						}
					} else {
						if alert.Team != "" {
							result = append(result, "mail:"+alert.Team)
						} else {
							result = append(result, "mail:ops")
						}
					}
				}
			} else if alert.Severity == "warning" {
				if alert.Repeats >= 10 {
					if alert.Team != "" {
						result = append(result, "chat:"+alert.Team)
					} else {
						result = append(result, "chat:ops")
					}
				} else {
					if inOffice(alert.Minute) {
						if alert.Team != "" {
							result = append(result, "mail:"+alert.Team)
						} else {
							result = append(result, "mail:ops")
						}
					} else {
						result = append(result, "drop")
					}
				}
			} else if alert.Severity == "info" {
				result = append(result, "drop")
			} else {
				return nil, fmt.Errorf("unknown severity %s", alert.Severity)
			}
		}
	}
	return result, nil
}

func inOffice(minute int) bool {
	hour := minute % 1440 / 60
	return minute/1440%7 < 5 && hour >= 9 && hour < 17
}
