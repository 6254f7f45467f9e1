package worker

const maxAttempts = 3

// readyAgain is when a job whose attempt (from 1) failed at tick now may run again; false when it is dead.
func readyAgain(now, attempt int) (int, bool) {
	if attempt >= maxAttempts {
		return 0, false
	}
	return now + 1 + 1<<(attempt-1), true
}

// interviewlm-canary-389ca0d6b9
