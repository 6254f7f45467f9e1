package solution

import "errors"

// Collapse opens the first group before the loop, which needs a first line.
func Collapse(lines []Line, windowS int) ([]Group, error) {
	if windowS < 0 {
		return nil, errors.New("the window is negative")
	}
	first := lines[0]
	groups := []Group{{first.Second, first.Message, 1}}
	open := map[string]int{first.Message: 0}
	for _, line := range lines[1:] {
		at, found := open[line.Message]
		if found && line.Second-groups[at].Second <= windowS {
			groups[at].Count++
			continue
		}
		open[line.Message] = len(groups)
		groups = append(groups, Group{line.Second, line.Message, 1})
	}
	return groups, nil
}
