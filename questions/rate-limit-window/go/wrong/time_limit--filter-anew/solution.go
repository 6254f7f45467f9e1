package solution

import "errors"

// Decide makes a new list of the recent times for each request.
func Decide(limit, window int, requests []Request) ([]bool, error) {
	if limit < 0 || window < 1 {
		return nil, errors.New("limit or window out of range")
	}
	allowed := make([]bool, len(requests))
	passed := map[string][]int{}
	for i, request := range requests {
		var times []int
		for _, time := range passed[request.Client] {
			if time > request.Millisecond-window {
				times = append(times, time)
			}
		}
		if len(times) < limit {
			allowed[i] = true
			times = append(times, request.Millisecond)
		}
		passed[request.Client] = times
	}
	return allowed, nil
}
