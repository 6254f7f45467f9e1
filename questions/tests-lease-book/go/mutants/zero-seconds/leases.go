package solution

import "errors"

type lease struct {
	owner string
	end   int
}

// LeaseBook knows who holds which name, and until when.
type LeaseBook struct {
	seconds int
	leases  map[string]lease
}

// NewLeaseBook gives leases of so many seconds; fewer than one is an error.
func NewLeaseBook(seconds int) (*LeaseBook, error) {
	if seconds < 0 {
		return nil, errors.New("a lease lasts at least a second")
	}
	return &LeaseBook{seconds, map[string]lease{}}, nil
}

// Acquire takes a lease, or begins one's own anew; it returns whether that worked.
func (b *LeaseBook) Acquire(name, owner string, now int) bool {
	if holder := b.Holder(name, now); holder != "" && holder != owner {
		return false
	}
	b.leases[name] = lease{owner, now + b.seconds}
	return true
}

// Renew begins one's own lease anew; it returns whether that worked.
func (b *LeaseBook) Renew(name, owner string, now int) bool {
	if b.Holder(name, now) != owner {
		return false
	}
	b.leases[name] = lease{owner, now + b.seconds}
	return true
}

// Release ends the owner's lease, if it is hers.
func (b *LeaseBook) Release(name, owner string) {
	if b.leases[name].owner == owner {
		delete(b.leases, name)
	}
}

// Holder returns the owner, or "" when the name is free.
func (b *LeaseBook) Holder(name string, now int) string {
	if one := b.leases[name]; now < one.end {
		return one.owner
	}
	return ""
}
