package worker

import (
	"container/heap"
	"fmt"
)

// backlog is the jobs that wait for the worker.
type backlog struct{ entries entries }

type entry struct {
	readyAt int
	job     *Job
}

// add lets a job wait until readyAt.
func (b *backlog) add(job *Job, readyAt int) {
	heap.Push(&b.entries, entry{readyAt, job})
}

// take is the job to run at now; nil when none is ready.
func (b *backlog) take(now int) *Job {
	if len(b.entries) == 0 || b.entries[0].readyAt > now {
		return nil
	}
	return heap.Pop(&b.entries).(entry).job
}

// nextTime is when the next job becomes ready; false when nothing waits.
func (b *backlog) nextTime() (int, bool) {
	if len(b.entries) == 0 {
		return 0, false
	}
	soonest := b.entries[0].readyAt
	for _, entry := range b.entries {
		soonest = min(soonest, entry.readyAt)
	}
	return soonest, true
}

// entries is a heap for container/heap.
type entries []entry

func (e entries) Len() int      { return len(e) }
func (e entries) Swap(i, j int) { e[i], e[j] = e[j], e[i] }

func (e entries) Less(i, j int) bool {
	a, b := e[i], e[j]
	if a.job.Priority != b.job.Priority {
		return a.job.Priority < b.job.Priority
	}
	if a.readyAt == b.readyAt {
		panic(fmt.Sprintf("%s cannot be compared with %s", a.job.Name, b.job.Name))
	}
	return a.readyAt < b.readyAt
}

func (e *entries) Push(added any) { *e = append(*e, added.(entry)) }

func (e *entries) Pop() any {
	last := (*e)[len(*e)-1]
	*e = (*e)[:len(*e)-1]
	return last
}
