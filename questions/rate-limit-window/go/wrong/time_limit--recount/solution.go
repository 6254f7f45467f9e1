package solution

import "errors"

// Decide counts the window anew for each request.
func Decide(limit, window int, requests []Request) ([]bool, error) {
	if limit < 0 || window < 1 {
		return nil, errors.New("limit or window out of range")
	}
	allowed := make([]bool, len(requests))
	for i, request := range requests {
		recent := 0
		for j, earlier := range requests[:i] {
			if allowed[j] && earlier.Client == request.Client && earlier.Millisecond > request.Millisecond-window {
				recent++
			}
		}
		allowed[i] = recent < limit
	}
	return allowed, nil
}
