package solution

import (
	"log"
	"os"
	"strings"
	"testing"
)

var examples []string

func TestMain(m *testing.M) {
	text, err := os.ReadFile("testdata/examples.txt")
	if err != nil {
		log.Fatal(err)
	}
	examples = strings.Fields(string(text))
	os.Exit(m.Run())
}

func TestAllExamples(t *testing.T) {
	for _, text := range examples {
		if _, err := Seconds(text); err != nil {
			t.Error(err)
		}
	}
}
