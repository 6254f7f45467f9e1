package solution

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

type bag map[int]int

var amount = regexp.MustCompile(`^(-?)([0-9][0-9,]*)\.([0-9]{2})$`)

// Reconcile believes that every reference stands on both sides.
func Reconcile(ours, theirs [][2]string) (Report, error) {
	mine, err := byReference(ours)
	if err != nil {
		return Report{}, err
	}
	others, err := byReference(theirs)
	if err != nil {
		return Report{}, err
	}
	for reference, amounts := range mine {
		for cents, count := range amounts {
			common := min(count, others[reference][cents])
			amounts[cents] -= common
			others[reference][cents] -= common
		}
	}
	references := slices.AppendSeq(slices.Collect(maps.Keys(mine)), maps.Keys(others))
	slices.Sort(references)
	var report Report
	for _, reference := range slices.Compact(references) {
		left, right := mine[reference].sorted(), others[reference].sorted()
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

func byReference(rows [][2]string) (map[string]bag, error) {
	amounts := map[string]bag{}
	for _, row := range rows {
		value, err := cents(row[1])
		if err != nil {
			return nil, err
		}
		reference := strings.ToUpper(strings.TrimSpace(row[0]))
		if amounts[reference] == nil {
			amounts[reference] = bag{}
		}
		amounts[reference][value]++
	}
	return amounts, nil
}

func (b bag) sorted() []int {
	var amounts []int
	for _, cents := range slices.Sorted(maps.Keys(b)) {
		amounts = append(amounts, slices.Repeat([]int{cents}, b[cents])...)
	}
	return amounts
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
