package solution

import (
	"errors"
	"slices"
)

// Gaps goes through all shifts for each stretch between two times.
func Gaps(shifts []Shift, start, end, needed int) ([][3]int, error) {
	if err := check(shifts, start, end); err != nil {
		return nil, err
	}
	var found [][3]int
	times := []int{start, end}
	for _, shift := range shifts {
		for _, time := range []int{shift.From, shift.To} {
			if start < time && time < end {
				times = append(times, time)
			}
		}
	}
	slices.Sort(times)
	for i, since := range times[:len(times)-1] {
		time := times[i+1]
		people := map[string]bool{}
		for _, shift := range shifts {
			if shift.From <= since && time <= shift.To {
				people[shift.Person] = true
			}
		}
		missing := needed - len(people)
		last := len(found) - 1
		if last >= 0 && found[last][1] == since && found[last][2] == missing {
			found[last][1] = time
		} else if since < time && missing > 0 {
			found = append(found, [3]int{since, time, missing})
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
