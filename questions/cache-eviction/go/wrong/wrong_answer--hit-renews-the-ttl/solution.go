package solution

import (
	"container/list"
	"errors"
)

var errTooSmall = errors.New("size and ttl are at least 1")

type entry struct {
	key                string
	size, expires, ttl int
}

// cache holds its entries in order of use, oldest first.
type cache struct {
	capacity, used int
	order          *list.List
	entries        map[string]*list.Element
}

// Simulate lets a hit renew the time to live.
func Simulate(capacity int, operations []Operation) ([]string, error) {
	cache := cache{capacity: capacity, order: list.New(), entries: map[string]*list.Element{}}
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
	element, ok := c.entries[operation.Key]
	if !ok || element.Value.(*entry).expires <= operation.Time {
		return false
	}
	c.order.MoveToBack(element)
	found := element.Value.(*entry)
	found.expires = operation.Time + found.ttl
	return true
}

func (c *cache) put(operation Operation) {
	for key, element := range c.entries {
		if key == operation.Key || element.Value.(*entry).expires <= operation.Time {
			c.drop(element)
		}
	}
	if operation.Size > c.capacity {
		return
	}
	for c.used+operation.Size > c.capacity {
		c.drop(c.order.Front())
	}
	added := &entry{operation.Key, operation.Size, operation.Time + operation.TTL, operation.TTL}
	c.entries[added.key] = c.order.PushBack(added)
	c.used += added.size
}

func (c *cache) drop(element *list.Element) {
	dropped := c.order.Remove(element).(*entry)
	delete(c.entries, dropped.key)
	c.used -= dropped.size
}
