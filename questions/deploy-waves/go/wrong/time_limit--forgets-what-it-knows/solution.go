package solution

import (
	"errors"
	"slices"
)

var errCircle = errors.New("services wait for each other")

// Waves works out the wave of a service again for everybody who needs it.
func Waves(needs map[string][]string) ([][]string, error) {
	services := map[string]bool{}
	for service, wanted := range needs {
		services[service] = true
		for _, other := range wanted {
			services[other] = true
		}
	}
	var result [][]string
	for service := range services {
		level, err := depth(service, needs, nil)
		if err != nil {
			return nil, err
		}
		for len(result) <= level {
			result = append(result, nil)
		}
		result[level] = append(result[level], service)
	}
	for _, wave := range result {
		slices.Sort(wave)
	}
	return result, nil
}

func depth(service string, needs map[string][]string, path []string) (int, error) {
	if slices.Contains(path, service) {
		return 0, errCircle
	}
	deepest := -1
	for _, other := range needs[service] {
		level, err := depth(other, needs, append(path, service))
		if err != nil {
			return 0, err
		}
		deepest = max(deepest, level)
	}
	return deepest + 1, nil
}
