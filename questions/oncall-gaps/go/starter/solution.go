package solution

import "errors"

// Gaps finds where fewer than needed different people are on call, from start up to, not including, end.
// The shifts come in any order. A gap is [from, to, missing]; gaps are in order, each as long as possible.
func Gaps(shifts []Shift, start, end, needed int) ([][3]int, error) {
	return nil, errors.New("not implemented")
}
