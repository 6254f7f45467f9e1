package solution

import "errors"

// Collapse measures the window from the latest line of the group.
func Collapse(lines []Line, windowS int) ([]Group, error) {
	if windowS < 0 {
		return nil, errors.New("the window is negative")
	}
	var groups []Group
	open, latest := map[string]int{}, map[string]int{}
	for _, line := range lines {
		at, found := open[line.Message]
		joins := found && line.Second-latest[line.Message] <= windowS
		latest[line.Message] = line.Second
		if joins {
			groups[at].Count++
			continue
		}
		open[line.Message] = len(groups)
		groups = append(groups, Group{line.Second, line.Message, 1})
	}
	return groups, nil
}
