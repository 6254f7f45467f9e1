package solution

import "errors"

// Reconcile finds what does not agree between two exports; a row is [reference, amount], both as text.
func Reconcile(ours, theirs [][2]string) (Report, error) {
	return Report{}, errors.New("not implemented")
}
