package solution

// Groups: who belongs to which groups, directly or through others.
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
	waiting := []string{person}
	for len(waiting) > 0 {
		last := waiting[len(waiting)-1]
		waiting = waiting[:len(waiting)-1]
		for _, group := range g.containing[last] {
			if !found[group] {
				found[group] = true
				waiting = append(waiting, group)
			}
		}
	}
	return found
}

// interviewlm-canary-7f836611a1
