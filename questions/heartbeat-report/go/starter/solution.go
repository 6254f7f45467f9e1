package main

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
)

// main reads heartbeats from standard input and prints which services were down.
func main() {
	input, err := io.ReadAll(os.Stdin)
	if err != nil {
		panic(err)
	}
	lines := strings.Split(string(input), "\n")
	timeout, _ := strconv.Atoi(strings.Fields(lines[0])[1])
	until, _ := strconv.Atoi(strings.Fields(lines[1])[1])
	fmt.Println(len(lines)-2, "lines, timeout", timeout, "until", until)
}
