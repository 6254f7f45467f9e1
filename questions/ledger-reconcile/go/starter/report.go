package solution

import "encoding/json"

// Report is what does not agree, each list sorted by reference, then by cents.
type Report struct {
	OnlyOurs   []Single `json:"only_ours"`
	OnlyTheirs []Single `json:"only_theirs"`
	Differs    []Pair   `json:"differs"`
}

// Single is an amount that only one side has, [reference, cents] in the cases.
type Single struct {
	Reference string
	Cents     int
}

// Pair is an amount that differs, [reference, our cents, their cents] in the cases.
type Pair struct {
	Reference            string
	OurCents, TheirCents int
}

// MarshalJSON writes the amount as a list.
func (s Single) MarshalJSON() ([]byte, error) {
	return json.Marshal([]any{s.Reference, s.Cents})
}

// MarshalJSON writes the pair as a list.
func (p Pair) MarshalJSON() ([]byte, error) {
	return json.Marshal([]any{p.Reference, p.OurCents, p.TheirCents})
}
