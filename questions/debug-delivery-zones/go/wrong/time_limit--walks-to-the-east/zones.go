package solution

// Zone is a part of the map, in thousandths of a degree.
type Zone struct {
	Name  string `json:"name"`
	West  int    `json:"west"`
	South int    `json:"south"`
	East  int    `json:"east"`
	North int    `json:"north"`
}

// contains: walks from the west border to the east.
func (z Zone) contains(lat, lon int) bool {
	here := z.West
	for here != z.East && here != lon {
		here++
		if here == 180_000 {
			here = -180_000
		}
	}
	return here != z.East && z.South <= lat && lat < z.North
}
