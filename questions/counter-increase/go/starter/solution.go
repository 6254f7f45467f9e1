package solution

import "errors"

// Increase sums up how much a counter grew in each stretch of time.
// Samples are [time, value] in the order of time; a stretch is width seconds long.
// It returns [begin, growth] for each stretch that has growth, in order.
func Increase(samples [][]int, width int) ([][]int, error) {
	return nil, errors.New("not implemented")
}
