package worker

import (
	"cmp"
	"slices"
)

// backlog searches and sorts all ready jobs at every tick.
type backlog struct{ entries []entry }

type entry struct {
	readyAt int
	job     *Job
}

func (b *backlog) add(job *Job, readyAt int) {
	b.entries = append(b.entries, entry{readyAt, job})
}

func (b *backlog) take(now int) *Job {
	var ready []entry
	for _, one := range b.entries {
		if one.readyAt <= now {
			ready = append(ready, one)
		}
	}
	if len(ready) == 0 {
		return nil
	}
	slices.SortFunc(ready, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.job.Priority, b.job.Priority), cmp.Compare(a.readyAt, b.readyAt), cmp.Compare(a.job.Name, b.job.Name))
	})
	b.entries = slices.DeleteFunc(b.entries, func(one entry) bool { return one == ready[0] })
	return ready[0].job
}

func (b *backlog) nextTime() (int, bool) {
	if len(b.entries) == 0 {
		return 0, false
	}
	soonest := slices.MinFunc(b.entries, func(a, b entry) int { return cmp.Compare(a.readyAt, b.readyAt) })
	return soonest.readyAt, true
}
