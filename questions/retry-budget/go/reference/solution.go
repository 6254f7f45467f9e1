package solution

import "errors"

const retryCost = 100

// Outcome is what became of all calls.
type Outcome struct {
	Sent      int `json:"sent"`
	Succeeded int `json:"succeeded"`
	Refused   int `json:"refused"`
}

// Deliver simulates a client with a retry budget.
func Deliver(calls []string, maxAttempts, earn, limit int) (Outcome, error) {
	if maxAttempts < 1 {
		return Outcome{}, errors.New("at least one attempt is made")
	}
	var outcome Outcome
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
			if attempt < len(call) && call[attempt] == 'S' {
				outcome.Succeeded++
				break
			}
		}
	}
	return outcome, nil
}

// interviewlm-canary-13780771c2
