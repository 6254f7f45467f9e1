package solution

import (
	"errors"
	"strings"
)

const retryCost = 100

// Outcome is what became of all calls.
type Outcome struct {
	Sent      int `json:"sent"`
	Succeeded int `json:"succeeded"`
	Refused   int `json:"refused"`
}

// Deliver keeps a history and copies it for every attempt.
func Deliver(calls []string, maxAttempts, earn, limit int) (Outcome, error) {
	if maxAttempts < 1 {
		return Outcome{}, errors.New("at least one attempt is made")
	}
	refused, history := 0, ""
	tokens := limit
	for _, call := range calls {
		tokens = min(limit, tokens+earn)
		for attempt := range maxAttempts {
			if attempt > 0 {
				if tokens < retryCost {
					refused++
					break
				}
				tokens -= retryCost
			}
			if attempt < len(call) && call[attempt] == 'S' {
				history += "S"
				break
			}
			history += "F"
		}
	}
	return Outcome{len(history), strings.Count(history, "S"), refused}, nil
}
