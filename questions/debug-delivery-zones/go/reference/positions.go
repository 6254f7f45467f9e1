package solution

import (
	"fmt"
	"strconv"
	"strings"
)

// parse reads "ID;LATITUDE;LONGITUDE"; latitude and longitude become thousandths of a degree.
func parse(text string) (order string, lat, lon int, err error) {
	parts := strings.Split(text, ";")
	lat, lon = thousandths(parts[1]), thousandths(parts[2])
	if max(lat, -lat) > 90_000 || max(lon, -lon) > 180_000 {
		return "", 0, 0, fmt.Errorf("%s is no place on earth", text)
	}
	if lon == 180_000 {
		lon = -180_000
	}
	return parts[0], lat, lon, nil
}

// thousandths: turn "-17.5" into -17500.
func thousandths(text string) int {
	whole, decimals, _ := strings.Cut(strings.TrimPrefix(text, "-"), ".")
	degrees, _ := strconv.Atoi(whole)
	rest, _ := strconv.Atoi((decimals + "000")[:3])
	if strings.HasPrefix(text, "-") {
		return -degrees*1000 - rest
	}
	return degrees*1000 + rest
}

// interviewlm-canary-6238a72bc8
