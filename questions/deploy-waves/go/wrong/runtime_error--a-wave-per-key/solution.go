package solution

import (
	"errors"
	"slices"
)

// Waves makes room for as many waves as there are keys.
func Waves(needs map[string][]string) ([][]string, error) {
	levels := map[string]int{}
	result := make([][]string, len(needs))
	var visit func(service string) (int, error)
	visit = func(service string) (int, error) {
		if level, known := levels[service]; known {
			if level < 0 {
				return 0, errors.New("services wait for each other")
			}
			return level, nil
		}
		levels[service] = -1
		own := 0
		for _, other := range needs[service] {
			level, err := visit(other)
			if err != nil {
				return 0, err
			}
			own = max(own, level+1)
		}
		levels[service] = own
		result[own] = append(result[own], service)
		return own, nil
	}
	for service := range needs {
		if _, err := visit(service); err != nil {
			return nil, err
		}
	}
	for i, wave := range result {
		if len(wave) == 0 {
			return result[:i], nil
		}
		slices.Sort(wave)
	}
	return result, nil
}
