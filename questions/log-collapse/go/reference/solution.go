package solution

import "errors"

// Collapse collapses repeated log lines into groups.
func Collapse(lines []Line, windowS int) ([]Group, error) {
	if windowS < 0 {
		return nil, errors.New("the window is negative")
	}
	var groups []Group
	open := map[string]int{}
	for _, line := range lines {
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

// interviewlm-canary-6ef9a5d6db
