package solution

import "fmt"

// Flag is one feature, as its team has written it down.
type Flag struct {
	Name    string   `json:"name"`
	On      bool     `json:"on"`
	Allow   []string `json:"allow"`
	Deny    []string `json:"deny"`
	Percent int      `json:"percent"`
	Needs   []string `json:"needs"`
}

// FlagSet: the flags of one service, checked once and asked often.
type FlagSet struct {
	flags       map[string]*Flag
	allow, deny map[string]map[string]bool
}

// NewFlagSet loads flags, and refuses those that need each other in a circle.
func NewFlagSet(flags []Flag) (*FlagSet, error) {
	set := &FlagSet{map[string]*Flag{}, map[string]map[string]bool{}, map[string]map[string]bool{}}
	for i := range flags {
		name := flags[i].Name
		set.flags[name] = &flags[i]
		set.allow[name] = members(flags[i].Allow)
		set.deny[name] = members(flags[i].Deny)
	}
	done := map[string]bool{}
	for name := range set.flags {
		if err := set.refuseCircles(name, map[string]bool{}, done); err != nil {
			return nil, err
		}
	}
	return set, nil
}

func members(users []string) map[string]bool {
	found := make(map[string]bool, len(users))
	for _, user := range users {
		found[user] = true
	}
	return found
}

// IsOn says whether the user gets the feature.
func (set *FlagSet) IsOn(name, user string) bool {
	return set.decide(name, user, map[string]bool{})
}

func (set *FlagSet) decide(name, user string, known map[string]bool) bool {
	answer, found := known[name]
	if !found {
		answer = set.byRules(name, user, known)
		known[name] = answer
	}
	return answer
}

func (set *FlagSet) byRules(name, user string, known map[string]bool) bool {
	flag := set.flags[name]
	if flag == nil || !flag.On || set.deny[name][user] {
		return false
	}
	for _, need := range flag.Needs {
		if !set.decide(need, user, known) {
			return false
		}
	}
	return set.allow[name][user] || Bucket(name, user) < flag.Percent
}

func (set *FlagSet) refuseCircles(name string, path, done map[string]bool) error {
	flag := set.flags[name]
	if flag == nil || done[name] {
		return nil
	}
	if path[name] {
		return fmt.Errorf("%s needs itself", name)
	}
	path[name] = true
	for _, need := range flag.Needs {
		if err := set.refuseCircles(need, path, done); err != nil {
			return err
		}
	}
	delete(path, name)
	done[name] = true
	return nil
}

// interviewlm-canary-464edd50b6
