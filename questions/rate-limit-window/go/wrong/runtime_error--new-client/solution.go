package solution

import "errors"

type queue struct{ times []int }

// Decide believes that every client has asked before.
func Decide(limit, window int, requests []Request) ([]bool, error) {
	if limit < 0 || window < 1 {
		return nil, errors.New("limit or window out of range")
	}
	allowed := make([]bool, len(requests))
	queues := map[string]*queue{}
	for i, request := range requests {
		now, queue := request.Millisecond, queues[request.Client]
		times := queue.times
		for len(times) > 0 && times[0] <= now-window {
			times = times[1:]
		}
		if len(times) < limit {
			allowed[i] = true
			times = append(times, now)
		}
		queue.times = times
	}
	return allowed, nil
}
