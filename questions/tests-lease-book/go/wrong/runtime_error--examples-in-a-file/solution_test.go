package solution

import (
	"log"
	"os"
	"testing"
)

func TestMain(m *testing.M) {
	if _, err := os.Stat("testdata/leases.json"); err != nil {
		log.Fatal(err)
	}
	os.Exit(m.Run())
}

func TestAcquire(t *testing.T) {
	book, _ := NewLeaseBook(60)
	if !book.Acquire("gpu", "ana", 0) {
		t.Error("Acquire is wrong")
	}
}
