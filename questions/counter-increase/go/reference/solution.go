package solution

import (
	"errors"
	"fmt"
)

// Increase: sum up how much a counter grew in each stretch of time.
func Increase(samples [][]int, width int) ([][]int, error) {
	if width < 1 {
		return nil, errors.New("a stretch lasts at least a second")
	}
	var stretches [][]int
	for i := 1; i < len(samples); i++ {
		before, old := samples[i-1][0], samples[i-1][1]
		time, value := samples[i][0], samples[i][1]
		if time <= before {
			return nil, fmt.Errorf("the sample at %d comes after one at %d", time, before)
		}
		growth := value - old
		if value < old {
			growth = value
		}
		if growth == 0 {
			continue
		}
		begin := time - time%width
		if last := len(stretches) - 1; last >= 0 && stretches[last][0] == begin {
			stretches[last][1] += growth
		} else {
			stretches = append(stretches, []int{begin, growth})
		}
	}
	return stretches, nil
}

// interviewlm-canary-7910e0f42d
