package solution

import "errors"

// Decide counts refused requests, too.
func Decide(limit, window int, requests []Request) ([]bool, error) {
	if limit < 0 || window < 1 {
		return nil, errors.New("limit or window out of range")
	}
	allowed := make([]bool, len(requests))
	queues := map[string][]int{}
	for i, request := range requests {
		now, times := request.Millisecond, queues[request.Client]
		for len(times) > 0 && times[0] <= now-window {
			times = times[1:]
		}
		if len(times) < limit {
			allowed[i] = true
		}
		queues[request.Client] = append(times, now)
	}
	return allowed, nil
}
