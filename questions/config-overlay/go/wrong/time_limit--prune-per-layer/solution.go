package solution

import "errors"

// EffectiveConfig walks through the whole result for nulls after every layer.
func EffectiveConfig(layers []any) (map[string]any, error) {
	result := map[string]any{}
	for _, layer := range layers {
		object, ok := layer.(map[string]any)
		if !ok {
			return nil, errors.New("a layer is not an object")
		}
		lay(result, object)
		prune(result)
	}
	return result, nil
}

func prune(result map[string]any) {
	for key, value := range result {
		if value == nil {
			delete(result, key)
		} else if inner, ok := value.(map[string]any); ok {
			prune(inner)
		}
	}
}

func lay(result, layer map[string]any) {
	for key, value := range layer {
		switch value := value.(type) {
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
