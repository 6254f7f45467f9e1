package solution

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

var pattern = regexp.MustCompile(`^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$`)

// Seconds reads a duration such as "1h30m"; anything else is an error.
func Seconds(text string) (int, error) {
	parts := pattern.FindStringSubmatch(strings.TrimSpace(text))
	if parts == nil || parts[0] == "" {
		return 0, fmt.Errorf("not a duration: %q", text)
	}
	total := 0
	for i, unit := range []int{86_400, 3_600, 60, 1} {
		count, _ := strconv.Atoi(parts[i+1])
		total += count * unit
	}
	return total, nil
}
