package solution

import "testing"

func TestMinutes(t *testing.T) {
	if got, err := Seconds("5m"); err != nil || got != 300 {
		t.Errorf("Seconds(5m) = %d, %v; want 300", got, err)
	}
}
