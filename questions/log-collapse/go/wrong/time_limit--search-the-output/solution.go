package solution

import (
	"errors"
	"slices"
)

// Collapse looks for the open group by walking back through the output.
func Collapse(lines []Line, windowS int) ([]Group, error) {
	if windowS < 0 {
		return nil, errors.New("the window is negative")
	}
	var groups []Group
	for _, line := range lines {
		at := -1
		for i, group := range slices.Backward(groups) {
			if group.Message == line.Message {
				at = i
				break
			}
		}
		if at >= 0 && line.Second-groups[at].Second <= windowS {
			groups[at].Count++
			continue
		}
		groups = append(groups, Group{line.Second, line.Message, 1})
	}
	return groups, nil
}
