package solution

import (
	"errors"
	"slices"
	"strings"
)

const retryCost = 100

// Outcome is what became of all calls.
type Outcome struct {
	Sent      int `json:"sent"`
	Succeeded int `json:"succeeded"`
	Refused   int `json:"refused"`
}

// Deliver makes all calls equally long first, which needs a longest one.
func Deliver(calls []string, maxAttempts, earn, limit int) (Outcome, error) {
	if maxAttempts < 1 {
		return Outcome{}, errors.New("at least one attempt is made")
	}
	var outcome Outcome
	longest := len(slices.MaxFunc(calls, func(one, other string) int { return len(one) - len(other) }))
	for i, call := range calls {
		calls[i] = call + strings.Repeat("F", longest-len(call))
	}
	tokens := limit
	for _, call := range calls {
		tokens = min(limit, tokens+earn)
		for attempt := range maxAttempts {
			if attempt > 0 {
				if tokens < retryCost {
					outcome.Refused++
					break
				}
				tokens -= retryCost
			}
			outcome.Sent++
			if attempt < longest && call[attempt] == 'S' {
				outcome.Succeeded++
				break
			}
		}
	}
	return outcome, nil
}
