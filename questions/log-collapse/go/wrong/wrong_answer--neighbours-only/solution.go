package solution

import "errors"

// Collapse only looks at the line before, so that another message breaks a group.
func Collapse(lines []Line, windowS int) ([]Group, error) {
	if windowS < 0 {
		return nil, errors.New("the window is negative")
	}
	var groups []Group
	for _, line := range lines {
		at := len(groups) - 1
		if at >= 0 && groups[at].Message == line.Message && line.Second-groups[at].Second <= windowS {
			groups[at].Count++
			continue
		}
		groups = append(groups, Group{line.Second, line.Message, 1})
	}
	return groups, nil
}
