package billing

import (
	"strconv"
	"strings"
)

// cents is exact now, but it does not read commas.
func cents(text string) (int, error) {
	return strconv.Atoi(strings.Replace(text, ".", "", 1))
}
