package solution

import "errors"

// EffectiveConfig lays configuration layers over each other, lowest priority first; later ones win.
// What is an object in JSON is a map[string]any, and null is nil, which removes a key.
// The result is a new map; a layer that is no object is an error.
func EffectiveConfig(layers []any) (map[string]any, error) {
	return nil, errors.New("not implemented")
}
