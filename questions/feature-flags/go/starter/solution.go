package solution

// Evaluate answers requests for feature flags; a request is [user, flag].
func Evaluate(flags []Flag, requests [][]string) ([]bool, error) {
	known, err := NewFlagSet(flags)
	if err != nil {
		return nil, err
	}
	answers := make([]bool, 0, len(requests))
	for _, request := range requests {
		answers = append(answers, known.IsOn(request[1], request[0]))
	}
	return answers, nil
}
