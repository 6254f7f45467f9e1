package solution

import "testing"

func TestAcquire(t *testing.T) {
	book, _ := NewLeaseBook(60)
	if !book.Acquire("gpu", "ana", 0) || book.Acquire("gpu", "ben", 10) || book.Holder("gpu", 10) != "ana" {
		t.Error("Acquire is wrong")
	}
}

func TestRenew(t *testing.T) {
	book, _ := NewLeaseBook(60)
	book.Acquire("gpu", "ana", 0)
	if !book.Renew("gpu", "ana", 30) {
		t.Error("Renew is wrong")
	}
}

func TestRelease(t *testing.T) {
	book, _ := NewLeaseBook(60)
	book.Acquire("gpu", "ana", 0)
	book.Release("gpu", "ana")
	if book.Holder("gpu", 10) != "" {
		t.Error("Release is wrong")
	}
}
