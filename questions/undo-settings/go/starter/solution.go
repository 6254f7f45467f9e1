package solution

import "errors"

// SettingsAfter works out the settings after all clicks; start stays as it is.
// A click is ["set", key, value], ["remove", key], ["undo", n] or ["redo", n].
// An n below 1 is an error.
func SettingsAfter(start map[string]string, clicks [][]string) (map[string]string, error) {
	return nil, errors.New("not implemented")
}
