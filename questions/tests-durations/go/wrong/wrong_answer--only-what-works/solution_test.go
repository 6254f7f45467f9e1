package solution

import "testing"

func TestDurations(t *testing.T) {
	for text, want := range map[string]int{
		"7s": 7, "5m": 300, "2h": 7200, "1d": 86400, "1h30m": 5400, "1d2h3m4s": 93784, " 90m ": 5400,
	} {
		if got, _ := Seconds(text); got != want {
			t.Errorf("Seconds(%q) = %d; want %d", text, got, want)
		}
	}
}
