package solution

import "errors"

var (
	// ErrUnknownItem says that the stock does not have such an item at all.
	ErrUnknownItem = errors.New("unknown item")
	// ErrUnknownOrder says that the order is closed or was never reserved.
	ErrUnknownOrder = errors.New("unknown order")
	// ErrOutOfStock says that there is not enough of something right now.
	ErrOutOfStock = errors.New("out of stock")
	// ErrExpired says that the goods are no longer held.
	ErrExpired = errors.New("expired")
)
