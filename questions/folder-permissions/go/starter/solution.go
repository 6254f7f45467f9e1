package solution

// CanRead answers who may read which folder.
// A rule is [folder, who, effect], a question [person, folder]; members of groups are people or "@group".
func CanRead(groups map[string][]string, rules, questions [][]string) ([]bool, error) {
	known := NewGroups(groups)
	book, err := NewRuleBook(rules)
	if err != nil {
		return nil, err
	}
	answers := make([]bool, 0, len(questions))
	for _, question := range questions {
		person, folder := question[0], question[1]
		answers = append(answers, book.Allows(person, known.Of(person), folder))
	}
	return answers, nil
}
