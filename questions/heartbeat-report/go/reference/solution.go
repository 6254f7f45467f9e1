package main

import (
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
)

// This program reads heartbeats and prints which services were down.
func main() {
	input, err := io.ReadAll(os.Stdin)
	if err != nil {
		panic(err)
	}
	lines := strings.Split(string(input), "\n")
	timeout, _ := strconv.Atoi(strings.Fields(lines[0])[1])
	until, _ := strconv.Atoi(strings.Fields(lines[1])[1])
	beats, badLine := read(lines, until)
	if badLine > 0 {
		fmt.Println("error", badLine)
		return
	}
	for _, service := range slices.Sorted(maps.Keys(beats)) {
		times := append(beats[service], until)
		down, outages := 0, 0
		for i := 1; i < len(times); i++ {
			if gap := times[i] - times[i-1]; gap > timeout {
				down += gap - timeout
				outages++
			}
		}
		fmt.Println(service, down, outages)
	}
}

// read collects the times of each service's heartbeats, and the number of the first bad line (0 for none).
func read(lines []string, until int) (map[string][]int, int) {
	beats, now := map[string][]int{}, 0
	for i := 2; i < len(lines); i++ {
		words := strings.Fields(lines[i])
		if len(words) == 0 || strings.HasPrefix(words[0], "#") {
			continue
		}
		time, err := strconv.ParseUint(words[0], 10, 62)
		if err != nil || len(words) != 2 || int(time) < now || int(time) > until {
			return nil, i + 1
		}
		now = int(time)
		beats[words[1]] = append(beats[words[1]], now)
	}
	return beats, 0
}

// interviewlm-canary-c2b96e7087
