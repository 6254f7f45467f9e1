package solution

import (
	"fmt"
	"strings"
)

// RuleBook: lets a deny further up win.
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
	fits, allowed := false, true
	for _, place := range upwards(folder) {
		for who, said := range b.folders[place] {
			if who == person || groups[who] {
				fits, allowed = true, allowed && said
			}
		}
	}
	return fits && allowed
}

func upwards(folder string) []string {
	var places []string
	for folder != "/" && folder != "" {
		places = append(places, folder)
		folder = folder[:strings.LastIndex(folder, "/")]
	}
	return append(places, "/")
}
