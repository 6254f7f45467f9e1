package solution

// Groups: follows every way from group to group, circles apart.
type Groups struct {
	containing map[string][]string
}

// NewGroups takes members by the name of their group.
func NewGroups(groups map[string][]string) *Groups {
	containing := map[string][]string{}
	for name, members := range groups {
		for _, member := range members {
			containing[member] = append(containing[member], "@"+name)
		}
	}
	return &Groups{containing}
}

// Of finds the groups of a person, each written as "@name".
func (g *Groups) Of(person string) map[string]bool {
	found := map[string]bool{}
	g.above(person, map[string]bool{}, found)
	return found
}

func (g *Groups) above(member string, path, found map[string]bool) {
	for _, group := range g.containing[member] {
		if !path[group] {
			found[group] = true
			path[group] = true
			g.above(group, path, found)
			delete(path, group)
		}
	}
}
