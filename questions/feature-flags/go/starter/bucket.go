package solution

// Bucket puts a user into one of the buckets 0 to 99; another flag, another bucket.
func Bucket(flag, user string) int {
	number := 7
	for _, letter := range flag + "/" + user {
		number = (number*31 + int(letter)) % 1_000_003
	}
	return number % 100
}
