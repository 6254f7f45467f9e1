package solution

import "slices"

// Groups searches each group for the person, from the top.
type Groups struct {
	groups map[string][]string
}

// NewGroups takes members by the name of their group.
func NewGroups(groups map[string][]string) *Groups {
	return &Groups{groups}
}

// Of finds the groups of a person, each written as "@name".
func (g *Groups) Of(person string) map[string]bool {
	found := map[string]bool{}
	for name := range g.groups {
		if g.contains(name, person, nil) {
			found["@"+name] = true
		}
	}
	return found
}

func (g *Groups) contains(name, person string, path []string) bool {
	if slices.Contains(path, name) {
		return false
	}
	if slices.Contains(g.groups[name], person) {
		return true
	}
	for _, member := range g.groups[name] {
		if member[0] == '@' && g.contains(member[1:], person, append(path, name)) {
			return true
		}
	}
	return false
}
