package solution

import "strings"

// Words splits a text into its words in order, in lower case.
func Words(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(letter rune) bool {
		return (letter < 'a' || letter > 'z') && (letter < '0' || letter > '9')
	})
}
