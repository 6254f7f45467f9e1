package solution

import "encoding/json"

// Operation is ["put", t, key, size, ttl] or ["get", t, key] in the cases; Size and TTL are 0 in a get.
type Operation struct {
	Kind      string
	Time      int
	Key       string
	Size, TTL int
}

// UnmarshalJSON reads an operation from a list.
func (o *Operation) UnmarshalJSON(text []byte) error {
	return json.Unmarshal(text, &[]any{&o.Kind, &o.Time, &o.Key, &o.Size, &o.TTL})
}
