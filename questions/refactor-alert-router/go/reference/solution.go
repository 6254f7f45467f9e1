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

var rules = map[string]func(Alert) string{
	"critical": page,
	"error":    failure,
	"warning":  warning,
	"info":     func(Alert) string { return "drop" },
}

// Route: decide who hears of each alert.
func Route(alerts []Alert) ([]string, error) {
	result := make([]string, 0, len(alerts))
	for _, alert := range alerts {
		one, err := routeOne(alert)
		if err != nil {
			return nil, err
		}
		result = append(result, one)
	}
	return result, nil
}

func routeOne(alert Alert) (string, error) {
	if alert.Acked {
		return acked(alert), nil
	}
	rule := rules[alert.Severity]
	if rule == nil {
		return "", fmt.Errorf("unknown severity %s", alert.Severity)
	}
	return rule(alert), nil
}

func acked(alert Alert) string {
	if alert.Severity == "critical" && alert.Repeats >= 3 {
		return "page:lead"
	}
	return "drop"
}

func failure(alert Alert) string {
	if inOffice(alert) {
		return tell("chat", alert)
	}
	if alert.Repeats >= 5 {
		return page(alert)
	}
	return tell("mail", alert)
}

func warning(alert Alert) string {
	if alert.Repeats >= 10 {
		return tell("chat", alert)
	}
	if inOffice(alert) {
		return tell("mail", alert)
	}
	return "drop"
}

func page(alert Alert) string {
	if alert.Team == "" {
		return "page:lead"
	}
	return "page:" + alert.Team
}

func tell(channel string, alert Alert) string {
	if alert.Team == "" {
		return channel + ":ops"
	}
	return channel + ":" + alert.Team
}

func inOffice(alert Alert) bool {
	day, minute := alert.Minute/1440, alert.Minute%1440
	return day%7 < 5 && minute >= 9*60 && minute < 17*60
}

// interviewlm-canary-03839f6736
