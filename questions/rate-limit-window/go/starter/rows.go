package solution

import "encoding/json"

// Request tells when a client asked, [millisecond, client] in the cases.
type Request struct {
	Millisecond int
	Client      string
}

// UnmarshalJSON reads a request from a list.
func (r *Request) UnmarshalJSON(text []byte) error {
	return json.Unmarshal(text, &[]any{&r.Millisecond, &r.Client})
}
