import { words } from './words';

/** Looks for an OR first, then reads the row again. */
class Reader {
  at = 0;
  tokens;

  constructor(text) {
    this.tokens = text.match(/"[^"]*"?|[()-]|[^\s()"-]+/g) ?? [];
  }

  either() {
    const parts = [];
    while (this.isBeforeOr()) {
      parts.push(this.row());
      this.at += 1;
    }
    return { kind: 'or', parts: [...parts, this.row()] };
  }

  isBeforeOr() {
    const begin = this.at;
    this.row();
    const found = this.tokens[this.at] === 'OR';
    this.at = begin;
    return found;
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
