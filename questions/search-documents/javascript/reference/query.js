import { words } from './words';

/** Reads queries, one function for each level; each moves on as far as it has read. */
class Reader {
  at = 0;
  tokens;

  constructor(text) {
    this.tokens = text.match(/"[^"]*"?|[()-]|[^\s()"-]+/g) ?? [];
  }

  either() {
    const parts = [this.row()];
    while (this.tokens[this.at] === 'OR') {
      this.at += 1;
      parts.push(this.row());
    }
    return { kind: 'or', parts };
  }

  row() {
    const parts = [];
    while (this.at < this.tokens.length && !['OR', ')'].includes(this.tokens[this.at])) {
      parts.push(this.term());
    }
    if (parts.length === 0) {
      throw new Error('something is missing');
    }
    return { kind: 'and', parts };
  }

  term() {
    const token = this.tokens[this.at];
    if (token === undefined || token === 'OR' || token === ')') {
      throw new Error('a minus stands before nothing');
    }
    this.at += 1;
    if (token === '-') {
      return { kind: 'not', part: this.term() };
    }
    if (token === '(') {
      const inner = this.either();
      if (this.tokens[this.at] !== ')') {
        throw new Error('a parenthesis is not closed');
      }
      this.at += 1;
      return inner;
    }
    if (token.startsWith('"') && !/^".*[a-z0-9].*"$/i.test(token)) {
      throw new Error(`${token} is no phrase`);
    }
    return { kind: 'phrase', words: words(token) };
  }
}

/** Read a query. */
export function parse(text) {
  const reader = new Reader(text);
  const query = reader.either();
  if (reader.at < reader.tokens.length) {
    throw new Error(`${reader.tokens[reader.at]} is not opened`);
  }
  return query;
}

// interviewlm-canary-0a158a6b32
