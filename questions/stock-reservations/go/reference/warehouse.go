package solution

type hold struct {
	order string
	end   int
	items map[string]int
}

// Warehouse: holds goods for orders, with a queue of the holds by their end.
type Warehouse struct {
	free    map[string]int
	lasts   int
	held    map[string]*hold
	queue   []*hold
	expired map[string]bool
}

// NewWarehouse has a stock, and holds goods for so many seconds.
func NewWarehouse(stock map[string]int, lasts int) *Warehouse {
	return &Warehouse{free: stock, lasts: lasts, held: map[string]*hold{}, expired: map[string]bool{}}
}

// Reserve holds the items; or returns ErrUnknownItem, ErrOutOfStock.
func (w *Warehouse) Reserve(time int, order string, items map[string]int) error {
	w.expire(time)
	for item := range items {
		if _, known := w.free[item]; !known {
			return ErrUnknownItem
		}
	}
	for item, count := range items {
		if w.free[item] < count {
			return ErrOutOfStock
		}
	}
	w.book(items, -1)
	one := &hold{order, time + w.lasts, items}
	w.held[order] = one
	w.queue = append(w.queue, one)
	return nil
}

// Ship sends what is held for the order; or returns ErrUnknownOrder, ErrExpired.
func (w *Warehouse) Ship(time int, order string) error {
	_, err := w.close(time, order)
	return err
}

// Cancel ends the hold early; or returns ErrUnknownOrder, ErrExpired.
func (w *Warehouse) Cancel(time int, order string) error {
	one, err := w.close(time, order)
	if err != nil {
		return err
	}
	w.book(one.items, 1)
	return nil
}

func (w *Warehouse) close(time int, order string) (*hold, error) {
	w.expire(time)
	if w.expired[order] {
		delete(w.expired, order)
		return nil, ErrExpired
	}
	one := w.held[order]
	if one == nil {
		return nil, ErrUnknownOrder
	}
	delete(w.held, order)
	return one, nil
}

func (w *Warehouse) expire(time int) {
	for len(w.queue) > 0 && w.queue[0].end <= time {
		one := w.queue[0]
		w.queue = w.queue[1:]
		if w.held[one.order] != nil {
			w.book(one.items, 1)
			delete(w.held, one.order)
			w.expired[one.order] = true
		}
	}
}

func (w *Warehouse) book(items map[string]int, sign int) {
	for item, count := range items {
		w.free[item] += sign * count
	}
}

// interviewlm-canary-36fb2b88ee
