package solution

import (
	"errors"
	"maps"
)

// EffectiveConfig merges the top level only.
func EffectiveConfig(layers []any) (map[string]any, error) {
	result := map[string]any{}
	for _, layer := range layers {
		object, ok := layer.(map[string]any)
		if !ok {
			return nil, errors.New("a layer is not an object")
		}
		maps.Copy(result, object)
	}
	maps.DeleteFunc(result, func(_ string, value any) bool { return value == nil })
	return result, nil
}
