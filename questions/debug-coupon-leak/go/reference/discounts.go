package billing

import "fmt"

var (
	percents = map[string]int{"P10": 10, "P25": 25}
	amounts  = map[string]int{"F500": 500, "F2000": 2000}
)

// discount is the cents that the coupons take off; each code counts once per invoice.
func discount(subtotal int, coupons []string) (int, error) {
	percent, fixed := 0, 0
	used := map[string]bool{}
	for _, code := range coupons {
		if percents[code] == 0 && amounts[code] == 0 {
			return 0, fmt.Errorf("unknown coupon %s", code)
		}
		if used[code] {
			continue
		}
		used[code] = true
		percent += percents[code]
		fixed += amounts[code]
	}
	return min(subtotal, subtotal*percent/100+fixed), nil
}

// interviewlm-canary-7497f8618e
