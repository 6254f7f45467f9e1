package solution

import "errors"

// EffectiveConfig believes that a key keeps its kind from layer to layer.
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
			if result[key] == nil {
				result[key] = map[string]any{}
			}
			lay(result[key].(map[string]any), value)
		default:
			result[key] = value
		}
	}
}
