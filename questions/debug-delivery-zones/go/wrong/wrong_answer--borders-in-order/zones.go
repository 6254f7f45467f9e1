package solution

// Zone is a part of the map, in thousandths of a degree.
type Zone struct {
	Name  string `json:"name"`
	West  int    `json:"west"`
	South int    `json:"south"`
	East  int    `json:"east"`
	North int    `json:"north"`
}

// contains: puts the borders in order first.
func (z Zone) contains(lat, lon int) bool {
	if lat < z.South || lat >= z.North {
		return false
	}
	return min(z.West, z.East) <= lon && lon < max(z.West, z.East)
}
