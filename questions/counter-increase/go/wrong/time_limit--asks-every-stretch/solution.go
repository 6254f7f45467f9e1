package solution

import "errors"

// Increase collects the growth of each sample, then asks every stretch for what falls into it.
func Increase(samples [][]int, width int) ([][]int, error) {
	if width < 1 {
		return nil, errors.New("a stretch lasts at least a second")
	}
	var grown [][]int
	for i := 1; i < len(samples); i++ {
		if samples[i][0] <= samples[i-1][0] {
			return nil, errors.New("samples are in the order of time")
		}
		growth := samples[i][1] - samples[i-1][1]
		if growth < 0 {
			growth = samples[i][1]
		}
		grown = append(grown, []int{samples[i][0], growth})
	}
	var stretches [][]int
	if len(grown) == 0 {
		return stretches, nil
	}
	for begin := 0; begin <= grown[len(grown)-1][0]; begin += width {
		total := 0
		for _, one := range grown {
			if begin <= one[0] && one[0] < begin+width {
				total += one[1]
			}
		}
		if total > 0 {
			stretches = append(stretches, []int{begin, total})
		}
	}
	return stretches, nil
}
