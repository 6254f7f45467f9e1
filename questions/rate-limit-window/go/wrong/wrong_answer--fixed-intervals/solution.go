package solution

import "errors"

type slot struct {
	interval int
	client   string
}

// Decide counts in fixed intervals, so that two bursts meet at a border.
func Decide(limit, window int, requests []Request) ([]bool, error) {
	if limit < 0 || window < 1 {
		return nil, errors.New("limit or window out of range")
	}
	allowed := make([]bool, len(requests))
	counts := map[slot]int{}
	for i, request := range requests {
		at := slot{request.Millisecond / window, request.Client}
		if counts[at] < limit {
			allowed[i] = true
			counts[at]++
		}
	}
	return allowed, nil
}
