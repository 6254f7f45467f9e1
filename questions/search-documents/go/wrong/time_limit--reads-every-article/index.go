package solution

import "strings"

// Index reads every article again for each word or phrase of a query.
type Index struct {
	articles []string
}

// NewIndex keeps articles.
func NewIndex(articles []string) *Index {
	return &Index{articles}
}

// Find returns the numbers of the articles that fit.
func (x *Index) Find(query *Query) map[int]bool {
	found := map[int]bool{}
	for number, article := range x.articles {
		if fits(query, article) {
			found[number] = true
		}
	}
	return found
}

func fits(query *Query, article string) bool {
	if query.kind == "phrase" {
		text := " " + strings.Join(Words(article), " ") + " "
		return strings.Contains(text, " "+strings.Join(query.words, " ")+" ")
	}
	count := 0
	for _, part := range query.parts {
		if fits(part, article) {
			count++
		}
	}
	switch query.kind {
	case "not":
		return count == 0
	case "or":
		return count > 0
	default:
		return count == len(query.parts)
	}
}
