package solution

import "fmt"

// LeaseBook remembers when each lease began, and cleans up late.
type LeaseBook struct {
	length int
	owners map[string]string
	begins map[string]int
}

// NewLeaseBook gives leases of so many seconds; fewer than one is an error.
func NewLeaseBook(seconds int) (*LeaseBook, error) {
	if seconds <= 0 {
		return nil, fmt.Errorf("%d seconds", seconds)
	}
	return &LeaseBook{seconds, map[string]string{}, map[string]int{}}, nil
}

// Acquire takes a lease, or begins one's own anew; it returns whether that worked.
func (b *LeaseBook) Acquire(name, owner string, now int) bool {
	if b.Holder(name, now) == "" {
		b.owners[name] = owner
		b.begins[name] = now
		return true
	}
	return b.Renew(name, owner, now)
}

// Renew begins one's own lease anew; it returns whether that worked.
func (b *LeaseBook) Renew(name, owner string, now int) bool {
	works := b.Holder(name, now) == owner
	if works {
		b.begins[name] = now
	}
	return works
}

// Release ends the owner's lease, if it is hers.
func (b *LeaseBook) Release(name, owner string) {
	if b.owners[name] == owner {
		delete(b.owners, name)
	}
}

// Holder returns the owner, or "" when the name is free.
func (b *LeaseBook) Holder(name string, now int) string {
	if now-b.begins[name] >= b.length {
		delete(b.owners, name)
	}
	return b.owners[name]
}
