package solution

import "errors"

// Outcome is what became of all calls.
type Outcome struct {
	Sent      int `json:"sent"`
	Succeeded int `json:"succeeded"`
	Refused   int `json:"refused"`
}

// Deliver simulates a client with a retry budget.
// A call is a string of "S" and "F": what each of its attempts would give. At most maxAttempts are made,
// the first included. Each call earns tokens, and there are never more than limit, which is also the start.
func Deliver(calls []string, maxAttempts, earn, limit int) (Outcome, error) {
	return Outcome{}, errors.New("not implemented")
}
