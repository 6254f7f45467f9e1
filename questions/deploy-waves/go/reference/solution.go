package solution

import (
	"errors"
	"slices"
)

// Waves puts services into deployment waves, each as early as possible.
func Waves(needs map[string][]string) ([][]string, error) {
	missing := map[string]int{}
	neededBy := map[string][]string{}
	for service, wanted := range needs {
		others := slices.Compact(slices.Sorted(slices.Values(wanted)))
		missing[service] += len(others)
		for _, other := range others {
			missing[other] += 0 // one that is only needed has to be deployed, too
			neededBy[other] = append(neededBy[other], service)
		}
	}
	var wave []string
	for service, count := range missing {
		if count == 0 {
			wave = append(wave, service)
		}
	}
	var result [][]string
	deployed := 0
	for len(wave) > 0 {
		slices.Sort(wave)
		result = append(result, wave)
		deployed += len(wave)
		var next []string
		for _, service := range wave {
			for _, waiting := range neededBy[service] {
				missing[waiting]--
				if missing[waiting] == 0 {
					next = append(next, waiting)
				}
			}
		}
		wave = next
	}
	if deployed < len(missing) {
		return nil, errors.New("services wait for each other")
	}
	return result, nil
}

// interviewlm-canary-a603f461ca
