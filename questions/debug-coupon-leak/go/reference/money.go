package billing

import (
	"strconv"
	"strings"
)

// cents turns a price such as "1,299.00" into cents.
func cents(text string) (int, error) {
	whole, part, _ := strings.Cut(strings.ReplaceAll(text, ",", ""), ".")
	return strconv.Atoi(whole + (part + "00")[:2])
}

// interviewlm-canary-7497f8618e
