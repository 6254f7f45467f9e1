package solution

import (
	"fmt"
	"strconv"
	"strings"
)

var units = map[rune]int{'d': 86_400, 'h': 3_600, 'm': 60, 's': 1}

// Seconds reads a duration such as "1h30m"; anything else is an error.
func Seconds(text string) (int, error) {
	total, number, smallest := 0, "", 0
	for _, letter := range strings.TrimSpace(text) {
		if letter >= '0' && letter <= '9' {
			number += string(letter)
			continue
		}
		unit := units[letter]
		if unit == 0 || number == "" {
			return 0, fmt.Errorf("%q is no duration", text)
		}
		if smallest != 0 && unit == smallest {
			return 0, fmt.Errorf("the units of %q are out of order", text)
		}
		count, err := strconv.Atoi(number)
		if err != nil {
			return 0, err
		}
		total += count * unit
		number, smallest = "", unit
	}
	if number != "" || smallest == 0 {
		return 0, fmt.Errorf("%q does not end with a unit", text)
	}
	return total, nil
}
