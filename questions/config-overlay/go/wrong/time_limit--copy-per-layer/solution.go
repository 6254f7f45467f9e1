package solution

import "errors"

// EffectiveConfig copies the whole result for every layer, to be safe.
func EffectiveConfig(layers []any) (map[string]any, error) {
	result := map[string]any{}
	for _, layer := range layers {
		object, ok := layer.(map[string]any)
		if !ok {
			return nil, errors.New("a layer is not an object")
		}
		result = clone(result)
		lay(result, object)
	}
	return result, nil
}

func clone(object map[string]any) map[string]any {
	copied := make(map[string]any, len(object))
	for key, value := range object {
		if inner, ok := value.(map[string]any); ok {
			value = clone(inner)
		}
		copied[key] = value
	}
	return copied
}

func lay(result, layer map[string]any) {
	for key, value := range layer {
		switch value := value.(type) {
		case nil:
			delete(result, key)
		case map[string]any:
			below, ok := result[key].(map[string]any)
			if !ok {
				below = map[string]any{}
				result[key] = below
			}
			lay(below, value)
		default:
			result[key] = value
		}
	}
}
