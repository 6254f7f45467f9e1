package solution

// RuleBook knows what the rules say. So far only a rule for this person and this folder counts.
type RuleBook struct {
	rules [][]string
}

// NewRuleBook takes rules, each [folder, who, effect].
func NewRuleBook(rules [][]string) (*RuleBook, error) {
	return &RuleBook{rules}, nil
}

// Allows says whether the person, who belongs to these groups, may read the folder.
func (b *RuleBook) Allows(person string, groups map[string]bool, folder string) bool {
	for _, rule := range b.rules {
		if rule[0] == folder && rule[1] == person {
			return rule[2] == "allow"
		}
	}
	return false
}
