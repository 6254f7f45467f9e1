package solution

import "testing"

var examples = map[string]int{"1h30m": must("1h30m"), "2h60": must("2h60")}

func must(text string) int {
	got, err := Seconds(text)
	if err != nil {
		panic(err)
	}
	return got
}

func TestExamples(t *testing.T) {
	if examples["1h30m"] != 5400 {
		t.Errorf("got %d", examples["1h30m"])
	}
}
