package solution

import (
	"errors"
	"slices"
)

// Gaps looks at every minute.
func Gaps(shifts []Shift, start, end, needed int) ([][3]int, error) {
	if err := check(shifts, start, end); err != nil {
		return nil, err
	}
	var found [][3]int
	for minute := start; minute < end; minute++ {
		people := map[string]bool{}
		for _, shift := range shifts {
			if shift.From <= minute && minute < shift.To {
				people[shift.Person] = true
			}
		}
		missing := needed - len(people)
		last := len(found) - 1
		if last >= 0 && found[last][1] == minute && found[last][2] == missing {
			found[last][1]++
		} else if missing > 0 {
			found = append(found, [3]int{minute, minute + 1, missing})
		}
	}
	return found, nil
}

func check(shifts []Shift, start, end int) error {
	backwards := func(shift Shift) bool { return shift.To < shift.From }
	if end < start || slices.ContainsFunc(shifts, backwards) {
		return errors.New("a time span that ends before it begins")
	}
	return nil
}
