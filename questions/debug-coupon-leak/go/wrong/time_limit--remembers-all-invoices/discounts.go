package billing

import "fmt"

type use struct{ invoice, code string }

var (
	percents = map[string]int{"P10": 10, "P25": 25}
	amounts  = map[string]int{"F500": 500, "F2000": 2000}
	used     []use
)

// discount keeps a list of all codes with their invoices, and searches it for every code.
func discount(subtotal int, coupons []string, invoice string) (int, error) {
	percent, fixed := 0, 0
	for _, code := range coupons {
		if percents[code] == 0 && amounts[code] == 0 {
			return 0, fmt.Errorf("unknown coupon %s", code)
		}
		if isUsed(invoice, code) {
			continue
		}
		used = append(used, use{invoice, code})
		percent += percents[code]
		fixed += amounts[code]
	}
	return min(subtotal, subtotal*percent/100+fixed), nil
}

func isUsed(invoice, code string) bool {
	for _, one := range used {
		if one.invoice == invoice && one.code == code {
			return true
		}
	}
	return false
}
