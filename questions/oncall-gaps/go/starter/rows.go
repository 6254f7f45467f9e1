package solution

import "encoding/json"

// Shift is [person, from, to] in the cases; the minute To is not included.
type Shift struct {
	Person   string
	From, To int
}

// UnmarshalJSON reads a shift from a list.
func (s *Shift) UnmarshalJSON(text []byte) error {
	return json.Unmarshal(text, &[]any{&s.Person, &s.From, &s.To})
}
