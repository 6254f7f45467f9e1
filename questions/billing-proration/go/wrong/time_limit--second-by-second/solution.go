package solution

import (
	"cmp"
	"errors"
	"slices"
)

// Prorate walks through every second of the cycle and asks which plan is in force.
func Prorate(cycle int, changes [][2]int) ([]int, error) {
	if err := check(cycle, changes); err != nil {
		return nil, err
	}
	lines, remainders, order := make([]int, len(changes)), make([]int, len(changes)), make([]int, len(changes))
	left := 0
	inForce := make([]int, len(changes))
	for second := range cycle {
		line := -1
		for i, change := range changes {
			if change[0] <= second {
				line = i
			}
		}
		if line >= 0 {
			inForce[line]++
		}
	}
	for i, change := range changes {
		seconds, price := inForce[i], change[1]
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
