package solution

import "slices"

// Groups knows who belongs to which groups. So far only those count that name a person directly.
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
	for name, members := range g.groups {
		if slices.Contains(members, person) {
			found["@"+name] = true
		}
	}
	return found
}
