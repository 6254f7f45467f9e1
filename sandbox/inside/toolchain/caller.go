// Package interviewcaller is linked with the candidate's package: it decodes the arguments of one
// call from JSON into the types of the function's parameters, calls, and writes one report to descriptor 3.
package interviewcaller

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"reflect"
	"runtime"
	"runtime/debug"
	"sort"
	"strconv"
	"strings"
	"syscall"
)

const (
	maxDepth   = 2000
	maxFrames  = 10
	maxStack   = 256 << 20
	errorChars = 4000
	glueFile   = "interview_call_test.go"
)

type report struct {
	Kind       string   `json:"kind"`
	Value      string   `json:"value,omitempty"`
	ErrorType  string   `json:"error_type,omitempty"`
	ErrorBases []string `json:"error_bases"`
	Error      string   `json:"error,omitempty"`
	Line       *int     `json:"line"`
}

type unusable struct{ why string }

func (u unusable) Error() string { return u.why }

// Errors are a package's error values by their names.
type Errors map[string]error

// Serve makes the one call of this process and ends it.
func Serve(function any, sentinels Errors) {
	syscall.CloseOnExec(3)
	debug.SetMaxStack(maxStack)
	text, err := io.ReadAll(os.Stdin)
	if err != nil {
		panic(err)
	}
	end(call(reflect.ValueOf(function), text, sentinels))
}

func end(told report) {
	if told.ErrorBases == nil {
		told.ErrorBases = []string{}
	}
	if len(told.Error) > errorChars {
		told.Error = strings.ToValidUTF8(told.Error[:errorChars], "")
	}
	rest, err := json.Marshal(told)
	for err == nil && len(rest) > 0 {
		var count int
		count, err = syscall.Write(3, rest)
		if err == nil {
			rest = rest[count:]
		}
	}
	syscall.Exit(0)
}

func call(function reflect.Value, text []byte, sentinels map[string]error) (told report) {
	if function.Kind() != reflect.Func {
		return report{Kind: "unloaded", ErrorType: "MissingFunction", Error: "what is to be called is no function"}
	}
	arguments, err := decoded(function.Type(), text)
	if err != nil {
		return report{Kind: "raised", ErrorType: "BadArguments", Error: err.Error()}
	}
	results, panicked := called(function, arguments)
	if panicked != nil {
		return *panicked
	}
	if last := len(results) - 1; last >= 0 && function.Type().Out(last) == reflect.TypeFor[error]() {
		if failure, ok := results[last].Interface().(error); ok && failure != nil {
			return returnedError(failure, sentinels)
		}
		results = results[:last]
	}
	defer func() {
		if problem := recover(); problem != nil {
			u, ok := problem.(unusable)
			if !ok {
				u = unusable{fmt.Sprint(problem)}
			}
			told = report{Kind: "raised", ErrorType: "UnusableResult", Error: u.why}
		}
	}()
	var out bytes.Buffer
	switch len(results) {
	case 0:
		out.WriteString("null")
	case 1:
		write(&out, results[0], 0)
	default:
		out.WriteByte('[')
		for i, result := range results {
			if i > 0 {
				out.WriteByte(',')
			}
			write(&out, result, 0)
		}
		out.WriteByte(']')
	}
	return report{Kind: "returned", Value: out.String()}
}

func decoded(kind reflect.Type, text []byte) ([]reflect.Value, error) {
	var raw []json.RawMessage
	if err := json.Unmarshal(text, &raw); err != nil {
		return nil, err
	}
	wanted := kind.NumIn()
	if kind.IsVariadic() {
		wanted--
	}
	if len(raw) < wanted || (len(raw) > wanted && !kind.IsVariadic()) {
		return nil, fmt.Errorf("the function takes %d arguments, and the case gives %d", kind.NumIn(), len(raw))
	}
	arguments := make([]reflect.Value, len(raw))
	for i := range raw {
		var parameter reflect.Type
		if i >= wanted {
			parameter = kind.In(wanted).Elem()
		} else {
			parameter = kind.In(i)
		}
		target := reflect.New(parameter)
		if err := json.Unmarshal(raw[i], target.Interface()); err != nil {
			return nil, fmt.Errorf("argument %d does not fit the type %s: %w", i+1, parameter, err)
		}
		arguments[i] = target.Elem()
	}
	return arguments, nil
}

func called(function reflect.Value, arguments []reflect.Value) (results []reflect.Value, panicked *report) {
	defer func() {
		if value := recover(); value != nil {
			panicked = aPanic(value)
		}
	}()
	return function.Call(arguments), nil
}

func aPanic(value any) *report {
	told := &report{Kind: "raised", ErrorType: "panic", Error: "panic: " + shown(value)}
	if failure, ok := value.(error); ok {
		told.ErrorType = typeName(failure)
		told.ErrorBases = append(chain(failure), "panic")
		if _, ok := value.(runtime.Error); ok {
			told.ErrorBases = append(told.ErrorBases, "Error")
		}
	}
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(0, pcs)])
	var lines []string
	main, module := os.Args[1], candidateFolder()
	for {
		frame, more := frames.Next()
		if path, ok := strings.CutPrefix(frame.File, module); ok && !strings.HasSuffix(path, glueFile) && len(lines) < maxFrames {
			name := frame.Function[strings.LastIndex(frame.Function, "/")+1:]
			if dot := strings.Index(name, "."); dot >= 0 {
				name = name[dot+1:]
			}
			lines = append(lines, fmt.Sprintf("%s, line %d, in %s\n", path, frame.Line, name))
			if told.Line == nil && path == main {
				line := frame.Line
				told.Line = &line
			}
		}
		if !more {
			break
		}
	}
	for i, j := 0, len(lines)-1; i < j; i, j = i+1, j-1 {
		lines[i], lines[j] = lines[j], lines[i]
	}
	told.Error = strings.Join(lines, "") + told.Error
	return told
}

// With -trimpath files are named by their module.
func candidateFolder() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		return info.Main.Path + "/"
	}
	return ""
}

func shown(value any) (text string) {
	defer func() {
		if recover() != nil {
			text = "a value that cannot be shown"
		}
	}()
	return fmt.Sprint(value)
}

func returnedError(failure error, sentinels map[string]error) report {
	bases := chain(failure)
	names := make([]string, 0, len(sentinels))
	for name := range sentinels {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		if errors.Is(failure, sentinels[name]) {
			bases = append(bases, name)
		}
	}
	return report{Kind: "raised", ErrorType: typeName(failure), ErrorBases: bases, Error: typeName(failure) + ": " + shown(failure)}
}

// chain names the types of all errors that this one wraps.
func chain(failure error) []string {
	var names []string
	queue := []error{failure}
	for len(queue) > 0 && len(names) < 50 {
		one := queue[0]
		queue = queue[1:]
		if one != failure {
			names = append(names, typeName(one))
		}
		switch wrapper := one.(type) {
		case interface{ Unwrap() error }:
			if inner := wrapper.Unwrap(); inner != nil {
				queue = append(queue, inner)
			}
		case interface{ Unwrap() []error }:
			queue = append(queue, wrapper.Unwrap()...)
		}
	}
	return names
}

func typeName(value any) string {
	kind := reflect.TypeOf(value)
	for kind.Kind() == reflect.Pointer {
		kind = kind.Elem()
	}
	if kind.Name() == "" {
		return kind.String()
	}
	return kind.Name()
}

// write is encoding/json with three differences: an empty slice or map that was never made is still a list or an
// object, bytes are numbers, and what JSON cannot say is refused in words that help.
func write(out *bytes.Buffer, value reflect.Value, depth int) {
	if depth > maxDepth {
		panic(unusable{"the result is nested too deeply, or contains itself"})
	}
	if !value.IsValid() {
		out.WriteString("null")
		return
	}
	if value.CanInterface() && !(value.Kind() == reflect.Pointer && value.IsNil()) {
		switch value.Interface().(type) {
		case json.Marshaler, encoding.TextMarshaler:
			text, err := json.Marshal(value.Interface())
			if err != nil {
				panic(unusable{err.Error()})
			}
			out.Write(text)
			return
		}
	}
	switch value.Kind() {
	case reflect.Bool:
		out.WriteString(strconv.FormatBool(value.Bool()))
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		out.WriteString(strconv.FormatInt(value.Int(), 10))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		out.WriteString(strconv.FormatUint(value.Uint(), 10))
	case reflect.Float32, reflect.Float64:
		if math.IsNaN(value.Float()) || math.IsInf(value.Float(), 0) {
			panic(unusable{"the result holds NaN or infinity, which is no answer: return nil or a finite number"})
		}
		text, _ := json.Marshal(value.Float())
		out.Write(text)
	case reflect.String:
		text, _ := json.Marshal(value.String())
		out.Write(text)
	case reflect.Slice, reflect.Array:
		out.WriteByte('[')
		for i := range value.Len() {
			if i > 0 {
				out.WriteByte(',')
			}
			write(out, value.Index(i), depth+1)
		}
		out.WriteByte(']')
	case reflect.Map:
		writeMap(out, value, depth)
	case reflect.Struct:
		out.WriteByte('{')
		writeFields(out, value, depth, true)
		out.WriteByte('}')
	case reflect.Pointer, reflect.Interface:
		write(out, value.Elem(), depth+1)
	default:
		panic(unusable{fmt.Sprintf("the result holds a %s: return only values that JSON can say", value.Kind())})
	}
}

func writeMap(out *bytes.Buffer, value reflect.Value, depth int) {
	keys := make(map[string]reflect.Value, value.Len())
	names := make([]string, 0, value.Len())
	for _, key := range value.MapKeys() {
		name := ""
		switch key.Kind() {
		case reflect.String:
			name = key.String()
		case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
			reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
			name = fmt.Sprint(key.Interface())
		default:
			panic(unusable{"the result holds a map whose keys are no strings or integers"})
		}
		keys[name] = key
		names = append(names, name)
	}
	sort.Strings(names)
	out.WriteByte('{')
	for i, name := range names {
		if i > 0 {
			out.WriteByte(',')
		}
		text, _ := json.Marshal(name)
		out.Write(text)
		out.WriteByte(':')
		write(out, value.MapIndex(keys[name]), depth+1)
	}
	out.WriteByte('}')
}

func writeFields(out *bytes.Buffer, value reflect.Value, depth int, first bool) bool {
	for i := range value.NumField() {
		field := value.Type().Field(i)
		tag, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		if field.Anonymous && tag == "" && field.Type.Kind() == reflect.Struct {
			first = writeFields(out, value.Field(i), depth+1, first)
			continue
		}
		if !field.IsExported() || tag == "-" {
			continue
		}
		if strings.Contains(options, "omitempty") && isEmpty(value.Field(i)) {
			continue
		}
		if tag == "" {
			tag = field.Name
		}
		if !first {
			out.WriteByte(',')
		}
		first = false
		text, _ := json.Marshal(tag)
		out.Write(text)
		out.WriteByte(':')
		write(out, value.Field(i), depth+1)
	}
	return first
}

func isEmpty(value reflect.Value) bool {
	switch value.Kind() {
	case reflect.Slice, reflect.Map, reflect.Array, reflect.String:
		return value.Len() == 0
	case reflect.Struct:
		return false
	default:
		return value.IsZero()
	}
}
