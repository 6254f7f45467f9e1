package solution

import (
	"cmp"
	"errors"
	"slices"
)

// Prorate bills plan changes by the second; the lines add up to the rounded total.
func Prorate(cycle int, changes [][2]int) ([]int, error) {
	if err := check(cycle, changes); err != nil {
		return nil, err
	}
	lines, remainders, order := make([]int, len(changes)), make([]int, len(changes)), make([]int, len(changes))
	left := 0
	for i, change := range changes {
		end := cycle
		if i+1 < len(changes) {
			end = changes[i+1][0]
		}
		seconds, price := end-change[0], change[1]
		// The price is split first, because price times seconds does not fit into an int.
		rest := price % cycle * seconds
		lines[i] = price/cycle*seconds + rest/cycle
		remainders[i] = rest % cycle
		left += remainders[i]
		order[i] = i
	}
	missing := (2*left + cycle) / (2 * cycle)
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(remainders[b], remainders[a]), cmp.Compare(a, b))
	})
	for _, i := range order[:missing] {
		lines[i]++
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

// interviewlm-canary-f198d585e2
