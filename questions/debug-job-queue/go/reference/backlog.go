package worker

import (
	"cmp"
	"container/heap"
)

// backlog is the jobs that wait for the worker: the ready ones by priority, the others by time.
type backlog struct {
	ready   byPriority
	waiting byTime
}

type entry struct {
	readyAt int
	job     *Job
}

// add lets a job wait until readyAt.
func (b *backlog) add(job *Job, readyAt int) {
	heap.Push(&b.waiting, entry{readyAt, job})
}

// take is the job to run at now; nil when none is ready.
func (b *backlog) take(now int) *Job {
	for b.waiting.Len() > 0 && b.waiting.entries[0].readyAt <= now {
		heap.Push(&b.ready, heap.Pop(&b.waiting))
	}
	if b.ready.Len() == 0 {
		return nil
	}
	return heap.Pop(&b.ready).(entry).job
}

// nextTime is when the next job becomes ready; false when nothing waits.
func (b *backlog) nextTime() (int, bool) {
	for _, entries := range []entries{b.ready.entries, b.waiting.entries} {
		if len(entries) > 0 {
			return entries[0].readyAt, true
		}
	}
	return 0, false
}

// entries is what the two heaps have in common.
type entries []entry

func (e entries) Len() int        { return len(e) }
func (e entries) Swap(i, j int)   { e[i], e[j] = e[j], e[i] }
func (e *entries) Push(added any) { *e = append(*e, added.(entry)) }

func (e *entries) Pop() any {
	last := (*e)[len(*e)-1]
	*e = (*e)[:len(*e)-1]
	return last
}

type byTime struct{ entries }

func (w byTime) Less(i, j int) bool { return w.entries[i].readyAt < w.entries[j].readyAt }

type byPriority struct{ entries }

func (r byPriority) Less(i, j int) bool {
	a, b := r.entries[i], r.entries[j]
	return cmp.Or(
		cmp.Compare(a.job.Priority, b.job.Priority),
		cmp.Compare(a.readyAt, b.readyAt),
		cmp.Compare(a.job.Name, b.job.Name),
	) < 0
}

// interviewlm-canary-389ca0d6b9
