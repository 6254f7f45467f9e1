package solution

import "testing"

func TestALeaseCanBeRenewedWhenItEnds(t *testing.T) {
	book, _ := NewLeaseBook(60)
	book.Acquire("gpu", "ana", 100)
	if !book.Renew("gpu", "ana", 160) {
		t.Error("the lease cannot be renewed")
	}
}
