package solution

// EffectiveConfig believes that every layer is an object.
func EffectiveConfig(layers []any) (map[string]any, error) {
	result := map[string]any{}
	for _, layer := range layers {
		lay(result, layer.(map[string]any))
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
