package solution

import (
	"fmt"
	"maps"
	"strconv"
)

type value struct {
	text  string
	there bool
}

type change struct {
	key           string
	before, after value
}

// SettingsAfter: work out the settings after all clicks.
func SettingsAfter(start map[string]string, clicks [][]string) (map[string]string, error) {
	settings := maps.Clone(start)
	var done, undone []change
	for _, click := range clicks {
		switch kind := click[0]; kind {
		case "undo", "redo":
			steps, err := strconv.Atoi(click[1])
			if err != nil || steps < 1 {
				return nil, fmt.Errorf("%s %s times", kind, click[1])
			}
			source, target := &done, &undone
			if kind == "redo" {
				source, target = &undone, &done
			}
			for range min(steps, len(*source)) {
				last := (*source)[len(*source)-1]
				*source = (*source)[:len(*source)-1]
				*target = append(*target, last)
				if kind == "undo" {
					put(settings, last.key, last.before)
				} else {
					put(settings, last.key, last.after)
				}
			}
		default:
			before, after := value{}, value{}
			before.text, before.there = settings[click[1]]
			if kind == "set" {
				after = value{click[2], true}
			}
			if before != after {
				done = append(done, change{click[1], before, after})
				undone = undone[:0]
				put(settings, click[1], after)
			}
		}
	}
	return settings, nil
}

func put(settings map[string]string, key string, to value) {
	if to.there {
		settings[key] = to.text
	} else {
		delete(settings, key)
	}
}

// interviewlm-canary-cbc071605b
