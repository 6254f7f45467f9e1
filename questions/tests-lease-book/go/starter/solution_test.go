package solution

import "testing"

func TestAFreeMachineCanBeTaken(t *testing.T) {
	book, err := NewLeaseBook(60)
	if err != nil {
		t.Fatal(err)
	}
	if !book.Acquire("gpu", "ana", 100) {
		t.Error("a free machine is refused")
	}
	if got := book.Holder("gpu", 100); got != "ana" {
		t.Errorf("the holder is %q", got)
	}
}
