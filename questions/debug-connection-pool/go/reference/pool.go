package solution

import "fmt"

// Pool: lends connections and writes down what happens.
type Pool struct {
	Log     [][]any
	free    int
	holders map[string]bool
	waiters *Waiters
}

// NewPool has so many connections.
func NewPool(size, patience int) *Pool {
	return &Pool{free: size, holders: map[string]bool{}, waiters: NewWaiters(patience)}
}

// Borrow takes a connection, or waits for one.
func (p *Pool) Borrow(now int, who string) error {
	p.letTimePass(now)
	if p.holders[who] || p.waiters.Has(who) {
		return fmt.Errorf("%s holds or waits already", who)
	}
	if p.free > 0 {
		p.handOver(now, who)
	} else {
		p.waiters.Add(now, who)
		p.note(now, who, "waits")
	}
	return nil
}

// Give gives a connection back.
func (p *Pool) Give(now int, who string) error {
	return p.end(now, who, "gave")
}

// Fail leaves a broken connection behind; a new one takes its place.
func (p *Pool) Fail(now int, who string) error {
	return p.end(now, who, "failed")
}

func (p *Pool) end(now int, who, what string) error {
	p.letTimePass(now)
	if !p.holders[who] {
		return fmt.Errorf("%s holds nothing", who)
	}
	delete(p.holders, who)
	p.note(now, who, what)
	p.free++
	p.serve(now)
	return nil
}

func (p *Pool) serve(now int) {
	if who, found := p.waiters.Next(); found {
		p.handOver(now, who)
	}
}

func (p *Pool) handOver(now int, who string) {
	p.free--
	p.holders[who] = true
	p.note(now, who, "got")
}

func (p *Pool) letTimePass(now int) {
	for _, one := range p.waiters.Gone(now) {
		p.note(one.time, one.who, "gave up")
	}
}

func (p *Pool) note(now int, who, what string) {
	p.Log = append(p.Log, []any{now, who, what})
}

// interviewlm-canary-b649b0d0ea
