package solution

import (
	"container/heap"
	"container/list"
	"errors"
)

var errTooSmall = errors.New("size and ttl are at least 1")

type entry struct {
	key           string
	size, expires int
}

// cache holds its entries in order of use, oldest first, and a heap of expiries that may hold outdated ones.
type cache struct {
	capacity, used int
	order          *list.List
	entries        map[string]*list.Element
	expiries       expiries
}

// Simulate simulates a cache with a byte budget.
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
	return true
}

func (c *cache) put(operation Operation) {
	for len(c.expiries) > 0 && c.expiries[0].expires <= operation.Time {
		expired := heap.Pop(&c.expiries).(*entry)
		if element, ok := c.entries[expired.key]; ok && element.Value == expired {
			c.drop(element)
		}
	}
	if element, ok := c.entries[operation.Key]; ok {
		c.drop(element)
	}
	if operation.Size > c.capacity {
		return
	}
	for c.used+operation.Size > c.capacity {
		c.drop(c.order.Front())
	}
	added := &entry{operation.Key, operation.Size, operation.Time + operation.TTL}
	c.entries[added.key] = c.order.PushBack(added)
	c.used += added.size
	heap.Push(&c.expiries, added)
}

func (c *cache) drop(element *list.Element) {
	dropped := c.order.Remove(element).(*entry)
	delete(c.entries, dropped.key)
	c.used -= dropped.size
}

// expiries is a heap: the entry that expires next is first.
type expiries []*entry

func (e expiries) Len() int           { return len(e) }
func (e expiries) Less(i, j int) bool { return e[i].expires < e[j].expires }
func (e expiries) Swap(i, j int)      { e[i], e[j] = e[j], e[i] }
func (e *expiries) Push(added any)    { *e = append(*e, added.(*entry)) }

func (e *expiries) Pop() any {
	last := (*e)[len(*e)-1]
	*e = (*e)[:len(*e)-1]
	return last
}

// interviewlm-canary-92063310b6
