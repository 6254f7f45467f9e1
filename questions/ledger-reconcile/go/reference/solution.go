package solution

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var amount = regexp.MustCompile(`^(-?)([0-9][0-9,]*)\.([0-9]{2})$`)

// Reconcile finds what does not agree between two exports.
func Reconcile(ours, theirs [][2]string) (Report, error) {
	mine, err := byReference(ours)
	if err != nil {
		return Report{}, err
	}
	others, err := byReference(theirs)
	if err != nil {
		return Report{}, err
	}
	references := slices.AppendSeq(slices.Collect(maps.Keys(mine)), maps.Keys(others))
	slices.Sort(references)
	var report Report
	for _, reference := range slices.Compact(references) {
		left, right := unpaired(mine[reference], others[reference])
		if len(left) == 1 && len(right) == 1 {
			report.Differs = append(report.Differs, Pair{reference, left[0], right[0]})
			continue
		}
		for _, cents := range left {
			report.OnlyOurs = append(report.OnlyOurs, Single{reference, cents})
		}
		for _, cents := range right {
			report.OnlyTheirs = append(report.OnlyTheirs, Single{reference, cents})
		}
	}
	return report, nil
}

func byReference(rows [][2]string) (map[string][]int, error) {
	amounts := map[string][]int{}
	for _, row := range rows {
		value, err := cents(row[1])
		if err != nil {
			return nil, err
		}
		reference := strings.ToUpper(strings.TrimSpace(row[0]))
		amounts[reference] = append(amounts[reference], value)
	}
	return amounts, nil
}

// unpaired is what is left of two lists when equal amounts cancel out, in order.
func unpaired(left, right []int) (onlyLeft, onlyRight []int) {
	slices.Sort(left)
	slices.Sort(right)
	for len(left) > 0 && len(right) > 0 {
		switch {
		case left[0] < right[0]:
			onlyLeft, left = append(onlyLeft, left[0]), left[1:]
		case right[0] < left[0]:
			onlyRight, right = append(onlyRight, right[0]), right[1:]
		default:
			left, right = left[1:], right[1:]
		}
	}
	return append(onlyLeft, left...), append(onlyRight, right...)
}

func cents(text string) (int, error) {
	text = strings.TrimSpace(text)
	number, negative := strings.CutPrefix(text, "(")
	number, closed := strings.CutSuffix(number, ")")
	match := amount.FindStringSubmatch(strings.TrimSpace(number))
	if match == nil || negative != closed || (negative && match[1] != "") {
		return 0, fmt.Errorf("no amount: %q", text)
	}
	value, err := strconv.Atoi(strings.ReplaceAll(match[2], ",", "") + match[3])
	if negative || match[1] != "" {
		value = -value
	}
	return value, err
}

// interviewlm-canary-a64f5bb554
