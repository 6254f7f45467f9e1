package billing

import "encoding/json"

// Invoice is what a customer bought, and the codes that came with it.
type Invoice struct {
	Lines   []Line   `json:"lines"`
	Coupons []string `json:"coupons"`
}

// Line is [quantity, price] in the cases.
type Line struct {
	Quantity int
	Price    string
}

// UnmarshalJSON reads a line from a list.
func (l *Line) UnmarshalJSON(text []byte) error {
	return json.Unmarshal(text, &[]any{&l.Quantity, &l.Price})
}

// Totals works out what each invoice comes to, in cents.
func Totals(invoices []Invoice) ([]int, error) {
	totals := make([]int, len(invoices))
	for i, invoice := range invoices {
		subtotal := 0
		for _, line := range invoice.Lines {
			price, err := cents(line.Price)
			if err != nil {
				return nil, err
			}
			subtotal += line.Quantity * price
		}
		off, err := discount(subtotal, invoice.Coupons)
		if err != nil {
			return nil, err
		}
		totals[i] = subtotal - off
	}
	return totals, nil
}
