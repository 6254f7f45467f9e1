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

// tariff is what differs from zone to zone: cents, grams, percent.
type tariff struct {
	base, included, step, perStep, insurance, express int
	isParcel                                          bool
}

var tariffs = map[string]*tariff{
	"home":    {base: 400, included: 1000, step: 500, perStep: 60, insurance: 90, express: 50, isParcel: true},
	"eu":      {base: 900, included: 500, step: 500, perStep: 120, insurance: 150, express: 80, isParcel: true},
	"freight": {base: 5000, included: 100_000, step: 100_000, perStep: 2500, insurance: 42},
}

const (
	heaviestParcel, insuranceStep = 30_000, 10_000
	letter, heaviestLetter        = 300, 1000
)

// Quotes: work out what each parcel costs.
func Quotes(parcels []Parcel) ([]int, error) {
	prices := make([]int, 0, len(parcels))
	for _, parcel := range parcels {
		price, err := quote(parcel)
		if err != nil {
			return nil, err
		}
		prices = append(prices, price)
	}
	return prices, nil
}

func quote(parcel Parcel) (int, error) {
	if parcel.Grams <= 0 {
		return 0, errors.New("no weight")
	}
	zone := tariffs[parcel.Zone]
	if zone == nil {
		return 0, errors.New("unknown zone")
	}
	if zone.isParcel {
		return parcelPrice(parcel, zone)
	}
	return freightPrice(parcel, zone)
}

func freightPrice(parcel Parcel, zone *tariff) (int, error) {
	if parcel.Express {
		return 0, errors.New("no express")
	}
	return price(parcel, parcel.Grams, zone), nil
}

func parcelPrice(parcel Parcel, zone *tariff) (int, error) {
	grams := max(parcel.Grams, parcel.Sides[0]*parcel.Sides[1]*parcel.Sides[2]/5)
	if grams > heaviestParcel {
		return 0, errors.New("too heavy")
	}
	if isLetter(parcel, grams) {
		return letter, nil
	}
	return started(price(parcel, grams, zone), 10) * 10, nil
}

func isLetter(parcel Parcel, grams int) bool {
	plain := !parcel.Express && parcel.Value == 0
	return plain && parcel.Zone == "home" && grams <= heaviestLetter
}

func price(parcel Parcel, grams int, zone *tariff) int {
	total := zone.base + started(max(0, grams-zone.included), zone.step)*zone.perStep
	if parcel.Express {
		total += total * zone.express / 100
	}
	return total + started(parcel.Value, insuranceStep)*zone.insurance
}

func started(amount, step int) int {
	return (amount + step - 1) / step
}

// interviewlm-canary-652615243a
