package solution

import "errors"

// EffectiveConfig takes a new object as it is, with the nulls in it.
func EffectiveConfig(layers []any) (map[string]any, error) {
	result := map[string]any{}
	for _, layer := range layers {
		object, ok := layer.(map[string]any)
		if !ok {
			return nil, errors.New("a layer is not an object")
		}
		lay(result, object)
	}
	return result, nil
}

func lay(result, layer map[string]any) {
	for key, value := range layer {
		switch value := value.(type) {
		case nil:
			delete(result, key)
		case map[string]any:
			if below, ok := result[key].(map[string]any); ok {
				lay(below, value)
			} else {
				result[key] = value
			}
		default:
			result[key] = value
		}
	}
}
