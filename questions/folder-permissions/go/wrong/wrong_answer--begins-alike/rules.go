package solution

import (
	"fmt"
	"sort"
	"strings"
)

// RuleBook: takes every folder that begins alike for one above.
type RuleBook struct {
	folders map[string]map[string]bool
}

// NewRuleBook takes rules, each [folder, who, effect].
func NewRuleBook(rules [][]string) (*RuleBook, error) {
	folders := map[string]map[string]bool{}
	for _, rule := range rules {
		folder, who, effect := rule[0], rule[1], rule[2]
		if effect != "allow" && effect != "deny" {
			return nil, fmt.Errorf("%s is no effect", effect)
		}
		if folders[folder] == nil {
			folders[folder] = map[string]bool{}
		}
		before, there := folders[folder][who]
		folders[folder][who] = effect == "allow" && (before || !there)
	}
	return &RuleBook{folders}, nil
}

// Allows says whether the person, who belongs to these groups, may read the folder.
func (b *RuleBook) Allows(person string, groups map[string]bool, folder string) bool {
	var above []string
	for place := range b.folders {
		if strings.HasPrefix(folder, place) {
			above = append(above, place)
		}
	}
	sort.Slice(above, func(i, j int) bool { return len(above[i]) > len(above[j]) })
	for _, place := range above {
		here := b.folders[place]
		if allowed, named := here[person]; named {
			return allowed
		}
		fits, allowed := false, true
		for who, said := range here {
			if groups[who] {
				fits, allowed = true, allowed && said
			}
		}
		if fits {
			return allowed
		}
	}
	return false
}
