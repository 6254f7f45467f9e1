package solution

import "testing"

func TestALeaseEnds(t *testing.T) {
	book, _ := NewLeaseBook(60)
	book.Acquire("gpu", "ana", 0)
	for book.Holder("gpu", 59) != "" {
	}
	if !book.Acquire("gpu", "ben", 60) {
		t.Error("it is not over")
	}
}
