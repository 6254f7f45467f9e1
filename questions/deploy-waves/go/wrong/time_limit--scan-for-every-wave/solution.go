package solution

import (
	"errors"
	"slices"
)

// Waves looks at all waiting services again for every wave.
func Waves(needs map[string][]string) ([][]string, error) {
	services := map[string]bool{}
	for service, wanted := range needs {
		services[service] = true
		for _, other := range wanted {
			services[other] = true
		}
	}
	out := map[string]bool{}
	var result [][]string
	for len(out) < len(services) {
		var wave []string
		for service := range services {
			missing := func(other string) bool { return !out[other] }
			if !out[service] && !slices.ContainsFunc(needs[service], missing) {
				wave = append(wave, service)
			}
		}
		if len(wave) == 0 {
			return nil, errors.New("services wait for each other")
		}
		slices.Sort(wave)
		for _, service := range wave {
			out[service] = true
		}
		result = append(result, wave)
	}
	return result, nil
}
