package solution

import "testing"

func TestALeaseLastsSixtySeconds(t *testing.T) {
	book, _ := NewLeaseBook(60)
	book.Acquire("gpu", "ana", 0)
	if book.Holder("gpu", 60) != "ana" || book.Holder("gpu", 61) != "" {
		t.Error("the lease has another length")
	}
}
