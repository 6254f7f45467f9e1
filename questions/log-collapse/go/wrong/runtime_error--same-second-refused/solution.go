package solution

import "errors"

// Collapse takes two lines in the same second for a broken log.
func Collapse(lines []Line, windowS int) ([]Group, error) {
	if windowS < 0 {
		return nil, errors.New("the window is negative")
	}
	var groups []Group
	open := map[string]int{}
	for i, line := range lines {
		if i > 0 && line.Second <= lines[i-1].Second {
			return nil, errors.New("the lines are not in order")
		}
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
