package solution

import "errors"

// Collapse throws away all closed groups before each line.
func Collapse(lines []Line, windowS int) ([]Group, error) {
	if windowS < 0 {
		return nil, errors.New("the window is negative")
	}
	var groups []Group
	open := map[string]int{}
	for _, line := range lines {
		for message, at := range open {
			if line.Second-groups[at].Second > windowS {
				delete(open, message)
			}
		}
		if at, found := open[line.Message]; found {
			groups[at].Count++
			continue
		}
		open[line.Message] = len(groups)
		groups = append(groups, Group{line.Second, line.Message, 1})
	}
	return groups, nil
}
