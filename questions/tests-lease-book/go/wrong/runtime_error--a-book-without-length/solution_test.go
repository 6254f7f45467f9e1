package solution

import "testing"

var book = newBook(0)

func newBook(seconds int) *LeaseBook {
	book, err := NewLeaseBook(seconds)
	if err != nil {
		panic(err)
	}
	return book
}

func TestALeaseWithoutLengthIsOverAtOnce(t *testing.T) {
	book.Acquire("gpu", "ana", 0)
	if book.Holder("gpu", 0) != "" {
		t.Error("it is not over")
	}
}
