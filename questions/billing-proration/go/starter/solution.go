package solution

import "errors"

// Prorate bills plan changes by the second, in a cycle of so many seconds.
// A change is [second, price in cents for a full cycle]; they are ordered by second.
// The cents of each line are returned; they add up to the rounded total.
func Prorate(cycle int, changes [][2]int) ([]int, error) {
	return nil, errors.New("not implemented")
}
