package solution

import (
	"cmp"
	"errors"
	"slices"
)

type event struct{ time, step int }

// Gaps finds where too few people are on call, by sweeping over begins and ends.
func Gaps(shifts []Shift, start, end, needed int) ([][3]int, error) {
	if err := check(shifts, start, end); err != nil {
		return nil, err
	}
	var found [][3]int
	onCall, since := 0, start
	for _, event := range events(shifts, start, end) {
		missing := needed - onCall
		if since < event.time && missing > 0 {
			last := len(found) - 1
			if last >= 0 && found[last][1] == since && found[last][2] == missing {
				found[last][1] = event.time
			} else {
				found = append(found, [3]int{since, event.time, missing})
			}
		}
		onCall += event.step
		since = event.time
	}
	return found, nil
}

// events are when somebody comes (+1) or goes (-1), by time, with the end of the span as the last one.
func events(shifts []Shift, start, end int) []event {
	slices.SortFunc(shifts, func(a, b Shift) int { return cmp.Compare(a.From, b.From) })
	result := []event{{end, 0}}
	until := map[string]int{}
	for _, shift := range shifts {
		// What the person's earlier shifts cover already does not count again.
		from, to := max(shift.From, start), min(shift.To, end)
		if covered, ok := until[shift.Person]; ok {
			from = max(from, covered)
		}
		if from < to {
			result = append(result, event{from, 1}, event{to, -1})
			until[shift.Person] = to
		}
	}
	slices.SortFunc(result, func(a, b event) int { return cmp.Compare(a.time, b.time) })
	return result
}

func check(shifts []Shift, start, end int) error {
	backwards := func(shift Shift) bool { return shift.To < shift.From }
	if end < start || slices.ContainsFunc(shifts, backwards) {
		return errors.New("a time span that ends before it begins")
	}
	return nil
}

// interviewlm-canary-d239f03f91
