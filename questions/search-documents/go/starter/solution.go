package solution

import "slices"

// Search finds the numbers of the articles that fit, in order, for each query.
// A query that cannot be read is an error.
func Search(articles, queries []string) ([][]int, error) {
	index := NewIndex(articles)
	results := make([][]int, 0, len(queries))
	for _, text := range queries {
		query, err := Parse(text)
		if err != nil {
			return nil, err
		}
		numbers := []int{}
		for number := range index.Find(query) {
			numbers = append(numbers, number)
		}
		slices.Sort(numbers)
		results = append(results, numbers)
	}
	return results, nil
}
