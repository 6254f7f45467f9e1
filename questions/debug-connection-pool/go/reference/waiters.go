package solution

type waiter struct {
	time int
	who  string
}

// Waiters: the line of those who wait.
type Waiters struct {
	patience int
	line     []waiter
	names    map[string]bool
}

// NewWaiters wait so many seconds.
func NewWaiters(patience int) *Waiters {
	return &Waiters{patience: patience, names: map[string]bool{}}
}

// Has says whether somebody waits.
func (w *Waiters) Has(who string) bool {
	return w.names[who]
}

// Add begins to wait.
func (w *Waiters) Add(now int, who string) {
	w.line = append(w.line, waiter{now, who})
	w.names[who] = true
}

// Next takes the one whose turn it is out of the line, if somebody waits.
func (w *Waiters) Next() (string, bool) {
	if len(w.line) == 0 {
		return "", false
	}
	return w.leave().who, true
}

// Gone takes those out of the line who have given up by now, each with the time when that was.
func (w *Waiters) Gone(now int) []waiter {
	var gone []waiter
	for len(w.line) > 0 && w.line[0].time+w.patience <= now {
		one := w.leave()
		gone = append(gone, waiter{one.time + w.patience, one.who})
	}
	return gone
}

func (w *Waiters) leave() waiter {
	one := w.line[0]
	w.line = w.line[1:]
	delete(w.names, one.who)
	return one
}

// interviewlm-canary-b649b0d0ea
