package solution

import "testing"

func TestMinutesAndHours(t *testing.T) {
	if got, _ := Seconds("1h30m"); got != 5400 {
		t.Errorf("got %d", got)
	}
}

func TestMoreThan59MinutesAreRefused(t *testing.T) {
	if _, err := Seconds("90m"); err == nil {
		t.Error("90m is not refused")
	}
}
