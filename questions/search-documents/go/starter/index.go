package solution

import "slices"

// Index knows which articles have which words.
type Index struct {
	articles [][]string
}

// NewIndex reads articles.
func NewIndex(articles []string) *Index {
	index := &Index{}
	for _, article := range articles {
		index.articles = append(index.articles, Words(article))
	}
	return index
}

// Find returns the numbers of the articles that fit. So far they have all words of the query.
func (x *Index) Find(query Query) map[int]bool {
	found := map[int]bool{}
	for number, words := range x.articles {
		fits := true
		for _, word := range query {
			fits = fits && slices.Contains(words, word)
		}
		if fits {
			found[number] = true
		}
	}
	return found
}
