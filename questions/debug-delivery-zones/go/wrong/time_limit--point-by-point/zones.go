package solution

// Zone is a part of the map, in thousandths of a degree.
type Zone struct {
	Name  string `json:"name"`
	West  int    `json:"west"`
	South int    `json:"south"`
	East  int    `json:"east"`
	North int    `json:"north"`
}

// contains: looks at every point of the zone.
func (z Zone) contains(lat, lon int) bool {
	width := (z.East - z.West + 360_000) % 360_000
	for here := z.South; here < z.North; here++ {
		for step := range width {
			there := (z.West+step+180_000)%360_000 - 180_000
			if here == lat && there == lon {
				return true
			}
		}
	}
	return false
}
