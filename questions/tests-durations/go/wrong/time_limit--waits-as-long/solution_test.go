package solution

import (
	"testing"
	"time"
)

func TestADurationLastsThatLong(t *testing.T) {
	begin := time.Now()
	length, _ := Seconds("1m")
	time.Sleep(time.Duration(length) * time.Second)
	if time.Since(begin) < time.Minute {
		t.Error("too short")
	}
}
