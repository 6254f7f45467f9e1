package solution

import (
	"testing"
	"time"
)

func TestALeaseEnds(t *testing.T) {
	book, _ := NewLeaseBook(60)
	book.Acquire("gpu", "ana", int(time.Now().Unix()))
	time.Sleep(61 * time.Second)
	if book.Holder("gpu", int(time.Now().Unix())) != "" {
		t.Error("it is not over")
	}
}
