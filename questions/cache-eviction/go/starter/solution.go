package solution

import "errors"

// Simulate simulates a cache with a byte budget, expiry, and eviction of what was used longest ago.
// The capacity is the bytes that fit; the operations are ordered by time.
// "hit" or "miss" is returned for each get.
func Simulate(capacity int, operations []Operation) ([]string, error) {
	return nil, errors.New("not implemented")
}
