package solution

import "errors"

// Decide decides which requests may pass, by a sliding window per client.
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
			times = append(times, now)
		}
		queues[request.Client] = times
	}
	return allowed, nil
}

// interviewlm-canary-455e6468ca
