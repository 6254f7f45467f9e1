package solution

import (
	"fmt"
	"strings"
)

// RuleBook: what the rules say, by folder and by whom they name.
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
	for _, place := range upwards(folder) {
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

func upwards(folder string) []string {
	var places []string
	for folder != "/" && folder != "" {
		places = append(places, folder)
		folder = folder[:strings.LastIndex(folder, "/")]
	}
	return append(places, "/")
}

// interviewlm-canary-7f836611a1
