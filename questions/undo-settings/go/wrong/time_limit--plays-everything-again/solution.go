package solution

import (
	"fmt"
	"maps"
	"strconv"
)

// SettingsAfter keeps the changes in a list and plays all of them again for every undo and redo.
func SettingsAfter(start map[string]string, clicks [][]string) (map[string]string, error) {
	var changes [][]string
	active := 0
	settings := maps.Clone(start)
	for _, click := range clicks {
		if click[0] == "undo" || click[0] == "redo" {
			steps, err := strconv.Atoi(click[1])
			if err != nil || steps < 1 {
				return nil, fmt.Errorf("%s %s times", click[0], click[1])
			}
			if click[0] == "undo" {
				active = max(0, active-steps)
			} else {
				active = min(len(changes), active+steps)
			}
			settings = maps.Clone(start)
			for _, one := range changes[:active] {
				apply(settings, one)
			}
			continue
		}
		old, there := settings[click[1]]
		if click[0] == "set" && there && old == click[2] || click[0] == "remove" && !there {
			continue
		}
		changes = append(changes[:active], click)
		active++
		apply(settings, click)
	}
	return settings, nil
}

func apply(settings map[string]string, change []string) {
	if change[0] == "set" {
		settings[change[1]] = change[2]
	} else {
		delete(settings, change[1])
	}
}
