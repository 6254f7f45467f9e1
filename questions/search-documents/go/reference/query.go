package solution

import (
	"errors"
	"fmt"
	"regexp"
)

// Query is "or" or "and" of parts, "not" of one part, or a "phrase" of words.
type Query struct {
	kind  string
	parts []*Query
	words []string
}

var token = regexp.MustCompile(`"[^"]*"?|[()-]|[^\s()"-]+`)

// reader: reads queries, one method for each level; each moves on as far as it has read.
type reader struct {
	tokens []string
	at     int
}

// Parse reads a query.
func Parse(text string) (*Query, error) {
	r := &reader{tokens: token.FindAllString(text, -1)}
	query, err := r.either()
	if err == nil && r.at < len(r.tokens) {
		err = fmt.Errorf("%s is not opened", r.next())
	}
	return query, err
}

func (r *reader) next() string {
	if r.at == len(r.tokens) {
		return ""
	}
	return r.tokens[r.at]
}

func (r *reader) either() (*Query, error) {
	query := &Query{kind: "or"}
	for {
		part, err := r.row()
		if err != nil {
			return nil, err
		}
		query.parts = append(query.parts, part)
		if r.next() != "OR" {
			return query, nil
		}
		r.at++
	}
}

func (r *reader) row() (*Query, error) {
	query := &Query{kind: "and"}
	for r.next() != "" && r.next() != "OR" && r.next() != ")" {
		part, err := r.term()
		if err != nil {
			return nil, err
		}
		query.parts = append(query.parts, part)
	}
	if len(query.parts) == 0 {
		return nil, errors.New("something is missing")
	}
	return query, nil
}

func (r *reader) term() (*Query, error) {
	now := r.next()
	if now == "" || now == "OR" || now == ")" {
		return nil, errors.New("a minus stands before nothing")
	}
	r.at++
	switch now[0] {
	case '-':
		part, err := r.term()
		return &Query{kind: "not", parts: []*Query{part}}, err
	case '(':
		return r.closed()
	case '"':
		if now[len(now)-1] != '"' || len(Words(now)) == 0 {
			return nil, fmt.Errorf("%s is no phrase", now)
		}
	}
	return &Query{kind: "phrase", words: Words(now)}, nil
}

func (r *reader) closed() (*Query, error) {
	inner, err := r.either()
	if err != nil {
		return nil, err
	}
	if r.next() != ")" {
		return nil, errors.New("a parenthesis is not closed")
	}
	r.at++
	return inner, nil
}

// interviewlm-canary-0a158a6b32
