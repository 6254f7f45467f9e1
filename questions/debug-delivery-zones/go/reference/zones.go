package solution

// Zone is a part of the map, in thousandths of a degree.
type Zone struct {
	Name  string `json:"name"`
	West  int    `json:"west"`
	South int    `json:"south"`
	East  int    `json:"east"`
	North int    `json:"north"`
}

// contains: whether a place lies in the zone; the east and north borders do not belong to it.
func (z Zone) contains(lat, lon int) bool {
	if lat < z.South || lat >= z.North {
		return false
	}
	if z.West <= z.East {
		return z.West <= lon && lon < z.East
	}
	return lon >= z.West || lon < z.East
}

// interviewlm-canary-6238a72bc8
