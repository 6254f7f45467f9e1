package solution

import "errors"

// Decide decides which requests may pass: at most limit of one client in any window of so many milliseconds.
// The requests are ordered by time; true or false is returned for each.
func Decide(limit, window int, requests []Request) ([]bool, error) {
	return nil, errors.New("not implemented")
}
