package solution

import "errors"

const retryCost = 100

// Outcome is what became of all calls.
type Outcome struct {
	Sent      int `json:"sent"`
	Succeeded int `json:"succeeded"`
	Refused   int `json:"refused"`
}

// Deliver earns tokens for every attempt instead of every call.
func Deliver(calls []string, maxAttempts, earn, limit int) (Outcome, error) {
	if maxAttempts < 1 {
		return Outcome{}, errors.New("at least one attempt is made")
	}
	var outcome Outcome
	tokens := limit
	for _, call := range calls {
		for attempt := range maxAttempts {
			tokens = min(limit, tokens+earn)
			if attempt > 0 {
				if tokens < retryCost {
					outcome.Refused++
					break
				}
				tokens -= retryCost
			}
			outcome.Sent++
			if attempt < len(call) && call[attempt] == 'S' {
				outcome.Succeeded++
				break
			}
		}
	}
	return outcome, nil
}
