package solution

// Query is what a query asks for. So far it is the list of its words.
type Query []string

// Parse reads a query.
func Parse(text string) (Query, error) {
	return Words(text), nil
}
