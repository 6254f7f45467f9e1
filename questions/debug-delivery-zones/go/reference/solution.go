package solution

// Assign: find the zone of each order.
func Assign(zones []Zone, orders []string) ([][]string, error) {
	found := [][]string{}
	known := map[[2]int]string{}
	for _, text := range orders {
		order, lat, lon, err := parse(text)
		if err != nil {
			return nil, err
		}
		place := [2]int{lat, lon}
		if _, seen := known[place]; !seen {
			known[place] = zoneAt(zones, lat, lon)
		}
		found = append(found, []string{order, known[place]})
	}
	return found, nil
}

func zoneAt(zones []Zone, lat, lon int) string {
	for _, zone := range zones {
		if zone.contains(lat, lon) {
			return zone.Name
		}
	}
	return "none"
}

// interviewlm-canary-6238a72bc8
