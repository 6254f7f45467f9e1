package solution

import (
	"errors"
)

var errTooSmall = errors.New("size and ttl are at least 1")

type entry struct {
	key                   string
	size, expires, usedAt int
}

// cache holds its entries; each knows when it was used.
type cache struct {
	capacity, used, clock int
	entries               map[string]*entry
}

// Simulate walks through all entries at every eviction to find the one that was used longest ago.
func Simulate(capacity int, operations []Operation) ([]string, error) {
	cache := cache{capacity: capacity, entries: map[string]*entry{}}
	var answers []string
	for _, operation := range operations {
		if operation.Kind == "put" {
			if operation.Size < 1 || operation.TTL < 1 {
				return nil, errTooSmall
			}
			cache.put(operation)
		} else if cache.get(operation) {
			answers = append(answers, "hit")
		} else {
			answers = append(answers, "miss")
		}
	}
	return answers, nil
}

func (c *cache) get(operation Operation) bool {
	found, ok := c.entries[operation.Key]
	if !ok || found.expires <= operation.Time {
		return false
	}
	c.clock++
	found.usedAt = c.clock
	return true
}

func (c *cache) put(operation Operation) {
	for key, one := range c.entries {
		if key == operation.Key || one.expires <= operation.Time {
			c.drop(one)
		}
	}
	if operation.Size > c.capacity {
		return
	}
	for c.used+operation.Size > c.capacity {
		var oldest *entry
		for _, one := range c.entries {
			if oldest == nil || one.usedAt < oldest.usedAt {
				oldest = one
			}
		}
		c.drop(oldest)
	}
	c.clock++
	added := &entry{operation.Key, operation.Size, operation.Time + operation.TTL, c.clock}
	c.entries[added.key] = added
	c.used += added.size
}

func (c *cache) drop(dropped *entry) {
	delete(c.entries, dropped.key)
	c.used -= dropped.size
}
