package solution

import "testing"

func taken(t *testing.T) *LeaseBook {
	t.Helper()
	book, err := NewLeaseBook(60)
	if err != nil {
		t.Fatal(err)
	}
	book.Acquire("gpu", "ana", 100)
	return book
}

func holds(t *testing.T, book *LeaseBook, name, want string, now int) {
	t.Helper()
	if got := book.Holder(name, now); got != want {
		t.Errorf("at %d the holder of %s is %q, not %q", now, name, got, want)
	}
}

func says(t *testing.T, got, want bool) {
	t.Helper()
	if got != want {
		t.Errorf("got %t, want %t", got, want)
	}
}

func TestALeaseEndsExactlyAfterItsLength(t *testing.T) {
	book := taken(t)
	holds(t, book, "gpu", "ana", 159)
	holds(t, book, "gpu", "", 160)
}

func TestNobodyElseTakesAHeldName(t *testing.T) {
	book := taken(t)
	says(t, book.Acquire("gpu", "ben", 159), false)
	holds(t, book, "gpu", "ana", 159)
}

func TestAnybodyTakesItAfterTheEnd(t *testing.T) {
	book := taken(t)
	says(t, book.Acquire("gpu", "ben", 160), true)
	holds(t, book, "gpu", "ben", 219)
}

func TestTakingItAgainBeginsAnew(t *testing.T) {
	book := taken(t)
	says(t, book.Acquire("gpu", "ana", 130), true)
	holds(t, book, "gpu", "ana", 189)
	holds(t, book, "gpu", "", 190)
}

func TestRenewingBeginsAnew(t *testing.T) {
	book := taken(t)
	says(t, book.Renew("gpu", "ana", 150), true)
	holds(t, book, "gpu", "ana", 209)
	holds(t, book, "gpu", "", 210)
}

func TestOnlyTheHolderRenews(t *testing.T) {
	book := taken(t)
	says(t, book.Renew("gpu", "ben", 110), false)
	holds(t, book, "gpu", "ana", 110)
}

func TestNothingIsRenewedAfterTheEnd(t *testing.T) {
	book := taken(t)
	says(t, book.Renew("gpu", "ana", 160), false)
	holds(t, book, "gpu", "", 161)
}

func TestNothingIsRenewedThatWasNeverHeld(t *testing.T) {
	book := taken(t)
	says(t, book.Renew("tpu", "ana", 110), false)
	holds(t, book, "tpu", "", 110)
}

func TestAReleasedNameIsFree(t *testing.T) {
	book := taken(t)
	book.Release("gpu", "ana")
	holds(t, book, "gpu", "", 110)
	says(t, book.Acquire("gpu", "ben", 110), true)
}

func TestStrangersReleaseNothing(t *testing.T) {
	book := taken(t)
	book.Release("gpu", "ben")
	book.Release("tpu", "ben")
	holds(t, book, "gpu", "ana", 110)
}

func TestOneOwnerHoldsSeveralNames(t *testing.T) {
	book := taken(t)
	says(t, book.Acquire("tpu", "ana", 110), true)
	holds(t, book, "gpu", "ana", 110)
	holds(t, book, "tpu", "ana", 110)
}

func TestALengthBelowOneIsRefused(t *testing.T) {
	for _, seconds := range []int{0, -5} {
		if _, err := NewLeaseBook(seconds); err == nil {
			t.Errorf("%d seconds are accepted", seconds)
		}
	}
}

func TestOneSecondIsEnough(t *testing.T) {
	book, err := NewLeaseBook(1)
	if err != nil {
		t.Fatal(err)
	}
	says(t, book.Acquire("gpu", "ana", 0), true)
	holds(t, book, "gpu", "", 1)
}

// interviewlm-canary-cf5f573c3d
