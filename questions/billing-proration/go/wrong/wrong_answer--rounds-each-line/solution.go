package solution

import (
	"errors"
	"math"
)

// Prorate rounds every line by itself.
func Prorate(cycle int, changes [][2]int) ([]int, error) {
	if err := check(cycle, changes); err != nil {
		return nil, err
	}
	lines := make([]int, len(changes))
	for i, change := range changes {
		end := cycle
		if i+1 < len(changes) {
			end = changes[i+1][0]
		}
		lines[i] = int(math.Round(float64(change[1]) * float64(end-change[0]) / float64(cycle)))
	}
	return lines, nil
}

func check(cycle int, changes [][2]int) error {
	if cycle < 1 {
		return errors.New("the cycle is empty")
	}
	previous := 0
	for _, change := range changes {
		if change[0] < previous || change[0] >= cycle || change[1] < 0 {
			return errors.New("a change is out of place")
		}
		previous = change[0]
	}
	return nil
}
