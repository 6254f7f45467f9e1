package solution

// Warehouse holds goods for orders. So far it forgets to count.
type Warehouse struct {
	free map[string]int
	hold int
}

// NewWarehouse has a stock, and holds goods for so many seconds.
func NewWarehouse(stock map[string]int, hold int) *Warehouse {
	return &Warehouse{stock, hold}
}

// Reserve holds the items; or returns ErrUnknownItem, ErrOutOfStock.
func (w *Warehouse) Reserve(time int, order string, items map[string]int) error {
	return nil
}

// Ship sends what is held for the order; or returns ErrUnknownOrder, ErrExpired.
func (w *Warehouse) Ship(time int, order string) error {
	return nil
}

// Cancel ends the hold early; or returns ErrUnknownOrder, ErrExpired.
func (w *Warehouse) Cancel(time int, order string) error {
	return nil
}
