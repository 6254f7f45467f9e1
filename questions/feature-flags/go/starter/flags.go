package solution

// Flag is one feature, as its team has written it down.
type Flag struct {
	Name    string   `json:"name"`
	On      bool     `json:"on"`
	Allow   []string `json:"allow"`
	Deny    []string `json:"deny"`
	Percent int      `json:"percent"`
	Needs   []string `json:"needs"`
}

// FlagSet is the flags of one service. So far a flag is only on or off.
type FlagSet struct {
	flags map[string]*Flag
}

// NewFlagSet loads flags.
func NewFlagSet(flags []Flag) (*FlagSet, error) {
	set := &FlagSet{flags: map[string]*Flag{}}
	for i := range flags {
		set.flags[flags[i].Name] = &flags[i]
	}
	return set, nil
}

// IsOn says whether the user gets the feature.
func (set *FlagSet) IsOn(name, user string) bool {
	flag := set.flags[name]
	return flag != nil && flag.On
}
