package solution

import "errors"

// Event is what happens to one order.
type Event struct {
	Time  int            `json:"time"`
	What  string         `json:"what"`
	Order string         `json:"order"`
	Items map[string]int `json:"items"`
}

// Settle tells a warehouse one event after the other, and returns a text for each.
// Goods are held for so many seconds. It returns ErrUnknownItem and ErrUnknownOrder.
func Settle(stock map[string]int, hold int, events []Event) ([]string, error) {
	warehouse := NewWarehouse(stock, hold)
	texts := make([]string, 0, len(events))
	for _, event := range events {
		text, err := settleOne(warehouse, event)
		switch {
		case errors.Is(err, ErrOutOfStock):
			text = "out of stock"
		case errors.Is(err, ErrExpired):
			text = "expired"
		case err != nil:
			return nil, err
		}
		texts = append(texts, text)
	}
	return texts, nil
}

func settleOne(warehouse *Warehouse, event Event) (string, error) {
	switch event.What {
	case "reserve":
		return "reserved", warehouse.Reserve(event.Time, event.Order, event.Items)
	case "ship":
		return "shipped", warehouse.Ship(event.Time, event.Order)
	default:
		return "cancelled", warehouse.Cancel(event.Time, event.Order)
	}
}
