package worker

import (
	"encoding/json"
	"errors"
)

// Job is a job as it is given, and how often it has been tried.
type Job struct {
	Name     string `json:"name"`
	Priority int    `json:"priority"`
	ReadyAt  int    `json:"ready_at"`
	Outcomes string `json:"outcomes"`
	attempt  int
}

// Happening is what one attempt gave, [tick, name, what] in the cases; what is "ok", "retry" or "dead".
type Happening struct {
	Tick       int
	Name, What string
}

// MarshalJSON writes the happening as a list.
func (h Happening) MarshalJSON() ([]byte, error) {
	return json.Marshal([]any{h.Tick, h.Name, h.What})
}

// Run lets the worker look at every tick whether a job is ready.
func Run(jobs []Job) ([]Happening, error) {
	var backlog backlog
	for i := range jobs {
		if jobs[i].Priority < 0 {
			return nil, errors.New("a priority is at least 0")
		}
		backlog.add(&jobs[i], jobs[i].ReadyAt)
	}
	var history []Happening
	now := 0
	for {
		if _, ok := backlog.nextTime(); !ok {
			return history, nil
		}
		job := backlog.take(now)
		if job == nil {
			now++
			continue
		}
		job.attempt++
		if job.attempt <= len(job.Outcomes) && job.Outcomes[job.attempt-1] == 'S' {
			history = append(history, Happening{now, job.Name, "ok"})
		} else if again, ok := readyAgain(now, job.attempt); ok {
			history = append(history, Happening{now, job.Name, "retry"})
			backlog.add(job, again)
		} else {
			history = append(history, Happening{now, job.Name, "dead"})
		}
		now++
	}
}
