package solution

import (
	"fmt"
	"testing"
)

func TestEveryNumberOfSeconds(t *testing.T) {
	for number := range 10 * 365 * 86_400 {
		if got, err := Seconds(fmt.Sprintf("%ds", number)); err != nil || got != number {
			t.Fatalf("got %d, %v", got, err)
		}
	}
}
