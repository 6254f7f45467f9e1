package solution

// Zone is a part of the map, in thousandths of a degree.
type Zone struct {
	Name  string `json:"name"`
	West  int    `json:"west"`
	South int    `json:"south"`
	East  int    `json:"east"`
	North int    `json:"north"`
}

// contains: refuses a zone whose west is larger than its east.
func (z Zone) contains(lat, lon int) bool {
	if lat < z.South || lat >= z.North {
		return false
	}
	if z.West <= z.East {
		return z.West <= lon && lon < z.East
	}
	panic("west and east of " + z.Name + " are mixed up")
}
