package solution

// Event is what somebody does with the pool.
type Event struct {
	Time int    `json:"time"`
	Who  string `json:"who"`
	What string `json:"what"`
}

// Run plays events on a pool of connections, and returns what happened as [time, who, what].
// What makes no sense is an error.
func Run(size, patience int, events []Event) ([][]any, error) {
	pool := NewPool(size, patience)
	for _, event := range events {
		var err error
		switch event.What {
		case "borrow":
			err = pool.Borrow(event.Time, event.Who)
		case "give":
			err = pool.Give(event.Time, event.Who)
		default:
			err = pool.Fail(event.Time, event.Who)
		}
		if err != nil {
			return nil, err
		}
	}
	return pool.Log, nil
}
