package solution

import "encoding/json"

// Line is one line of the log, [second, message] in the cases.
type Line struct {
	Second  int
	Message string
}

// Group stands for equal lines, [second, message, count] in the cases.
type Group struct {
	Second  int
	Message string
	Count   int
}

// UnmarshalJSON reads a line from a list.
func (l *Line) UnmarshalJSON(text []byte) error {
	return json.Unmarshal(text, &[]any{&l.Second, &l.Message})
}

// MarshalJSON writes a group as a list.
func (g Group) MarshalJSON() ([]byte, error) {
	return json.Marshal([]any{g.Second, g.Message, g.Count})
}
