package solution

import "slices"

// Index: knows in which articles, and at which places, each word stands.
type Index struct {
	count  int
	places map[string]map[int][]int
}

// NewIndex reads articles.
func NewIndex(articles []string) *Index {
	places := map[string]map[int][]int{}
	for number, article := range articles {
		for place, word := range Words(article) {
			if places[word] == nil {
				places[word] = map[int][]int{}
			}
			places[word][number] = append(places[word][number], place)
		}
	}
	return &Index{len(articles), places}
}

// Find returns the numbers of the articles that fit.
func (x *Index) Find(query *Query) map[int]bool {
	if query.kind == "phrase" {
		return x.withPhrase(query.words)
	}
	found := x.Find(query.parts[0])
	switch query.kind {
	case "not":
		return x.without(found)
	case "or":
		for _, part := range query.parts[1:] {
			for number := range x.Find(part) {
				found[number] = true
			}
		}
	default:
		for _, part := range query.parts[1:] {
			other := x.Find(part)
			for number := range found {
				if !other[number] {
					delete(found, number)
				}
			}
		}
	}
	return found
}

func (x *Index) without(found map[int]bool) map[int]bool {
	rest := make(map[int]bool, x.count)
	for number := range x.count {
		if !found[number] {
			rest[number] = true
		}
	}
	return rest
}

func (x *Index) withPhrase(words []string) map[int]bool {
	found := map[int]bool{}
	for number, begins := range x.places[words[0]] {
		for _, begin := range begins {
			if x.stands(words, number, begin) {
				found[number] = true
			}
		}
	}
	return found
}

func (x *Index) stands(words []string, number, begin int) bool {
	for step, word := range words {
		if !slices.Contains(x.places[word][number], begin+step) {
			return false
		}
	}
	return true
}

// interviewlm-canary-0a158a6b32
