package billing

import (
	"strconv"
	"strings"
)

// cents turns a price such as "1,299.00" into cents.
func cents(text string) (int, error) {
	price, err := strconv.ParseFloat(strings.ReplaceAll(text, ",", ""), 64)
	return int(price * 100), err
}
