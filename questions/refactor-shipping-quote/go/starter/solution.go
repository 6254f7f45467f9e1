package solution

import "errors"

// Parcel is something to be sent; lengths are in centimetres, the value in cents.
type Parcel struct {
	Zone    string `json:"zone"`
	Grams   int    `json:"grams"`
	Sides   [3]int `json:"sides"`
	Express bool   `json:"express"`
	Value   int    `json:"value"`
}

// Quotes works out what each parcel costs, in cents; what cannot be sent is an error.
func Quotes(parcels []Parcel) ([]int, error) {
	prices := []int{}
	for _, p := range parcels {
		if p.Grams > 0 {
			a, b, c := p.Sides[0], p.Sides[1], p.Sides[2]
			if p.Zone == "home" {
				g := p.Grams
				if a*b*c/5 > g {
					g = a * b * c / 5
				}
				if g <= 30000 {
					price := 0
					if !p.Express && p.Value == 0 && g <= 1000 {
						price = 300
					} else {
						price = 400
						if g > 1000 {
							price = price + (g-1000+499)/500*60
						}
						if p.Express {
							price = price + price*50/100
						}
						if p.Value > 0 {
							price = price + (p.Value+9999)/10000*90
						}
					}
					price = (price + 9) / 10 * 10
					prices = append(prices, price)
				} else {
					return nil, errors.New("too heavy")
				}
			} else if p.Zone == "eu" {
				g := p.Grams
				if a*b*c/5 > g {
					g = a * b * c / 5
				}
				if g <= 30000 {
					price := 900
					if g > 500 {
						price = price + (g-500+499)/500*120
					}
					if p.Express {
						price = price + price*80/100
					}
					if p.Value > 0 {
						price = price + (p.Value+9999)/10000*150
					}
					price = (price + 9) / 10 * 10
					prices = append(prices, price)
				} else {
					return nil, errors.New("too heavy")
				}
			} else if p.Zone == "freight" {
				g := p.Grams
				if !p.Express {
					price := 5000
					if g > 100000 {
						price = price + (g-100000+99999)/100000*2500
					}
					if p.Value > 0 {
						price = price + (p.Value+9999)/10000*42
					}
					prices = append(prices, price)
				} else {
					return nil, errors.New("no express")
				}
			} else {
				return nil, errors.New("unknown zone")
			}
		} else {
			return nil, errors.New("no weight")
		}
	}
	return prices, nil
}
