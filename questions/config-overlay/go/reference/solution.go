package solution

import "errors"

// EffectiveConfig lays configuration layers over each other; later ones win.
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

// interviewlm-canary-07589af1bc
