package solution

import (
	"strings"
	"testing"
)

func TestTheSumOfTheParts(t *testing.T) {
	if got, err := Seconds("1d2h3m4s"); err != nil || got != 93784 {
		t.Errorf("got %d, %v", got, err)
	}
}

func TestTheMessageSaysWhatIsMissing(t *testing.T) {
	for _, text := range []string{"5", "1h30", ""} {
		if _, err := Seconds(text); err == nil || !strings.Contains(err.Error(), "does not end with a unit") {
			t.Errorf("Seconds(%q): %v", text, err)
		}
	}
}
