// Run inside the sandbox: loads the candidate's file, makes one call, writes one report to fd 3, ends.
// What follows shares this process with the candidate's code, so the report is the candidate's own word.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { registerHooks } = require('node:module');
const { fileURLToPath, pathToFileURL } = require('node:url');

const ERROR_CHARS = 4000, FRAMES = 10, MAX_DEPTH = 2000;
const exitNow = process.reallyExit.bind(process);
const { writeSync } = fs;
const { stringify } = JSON;
const here = process.cwd() + path.sep;
const ENDINGS = ['.js', '.ts', '.mjs', '.cjs', '.mts', '.cts', '.tsx', '.json', '/index.js', '/index.ts'];

class Unusable extends Error {}

let reported = false;

function report(told) {
  if (reported) return;
  reported = true;
  const bytes = Buffer.from(stringify(told));
  for (let done = 0; done < bytes.length; ) done += writeSync(3, bytes, done);
  exitNow(0);
}

// ---- what is loaded

// Imports without an ending, and those of `.js` where the file is TypeScript, resolve as they do in the tests.
function resolved(specifier, context, next) {
  try {
    return next(specifier, context);
  } catch (failure) {
    if (!/^\.{1,2}(\/|$)/.test(specifier)) throw failure;
    const stem = specifier.replace(/\.[cm]?js$/, '');
    for (const ending of ENDINGS) {
      for (const start of new Set([specifier, stem])) {
        try {
          return next(start + ending, context);
        } catch { /* the next ending; in the end the first failure is told */ }
      }
    }
    throw failure;
  }
}

// TypeScript that was prepared is given under a name of JavaScript, else Node would take its types away again.
const PREPARED = '.js';

function hooks(sources) {
  const of = (url) => (url.startsWith('file:') ? sources[fileURLToPath(url)] : undefined);
  return {
    resolve(specifier, context, next) {
      const { url, format } = resolved(specifier, context, next);
      const source = of(url);
      if (source === undefined) return { url, format, shortCircuit: true };
      return { url: url + PREPARED, format: 'module', shortCircuit: true };
    },
    load(url, context, next) {
      const source = url.endsWith(PREPARED) ? of(url.slice(0, -PREPARED.length)) : undefined;
      if (source === undefined) return next(url, context);
      if (source.failed !== undefined) throw new SyntaxError(source.failed);
      return { format: 'module', source: source.code, shortCircuit: true };
    },
  };
}

function otherSpelling(name) {
  return name.replace(/(?<=[a-z0-9])_+([a-z0-9])/g, (_, letter) => letter.toUpperCase());
}

function found(namespace, name, file) {
  const places = [namespace, namespace.default, namespace['module.exports']];
  for (const wanted of new Set([name, otherSpelling(name)])) {
    for (const place of places) {
      if (place !== null && (typeof place === 'object' || typeof place === 'function') && wanted in place) {
        if (typeof place[wanted] === 'function') return place[wanted];
        throw new Unusable(`${wanted} in ${file} is no function`);
      }
    }
    const only = places.find((place) => typeof place === 'function' && place.name === wanted);
    if (only !== undefined) return only;
  }
  const shown = otherSpelling(name);
  throw new Unusable(
    `${file} exports no function named ${shown}: write "export function ${shown}" or "module.exports = { ${shown} }"`);
}

// ---- what went in and comes out

// An integer that a double cannot hold comes as a BigInt, exactly.
function parsed(text) {
  if (!/\d{16}/.test(text)) return JSON.parse(text);
  return JSON.parse(text, (_, value, { source } = {}) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source ?? '') ? BigInt(source) : value);
}

function written(value) {
  const parts = [];
  const above = new Set();
  write(value, parts, above, 0);
  return parts.join('');
}

function write(value, parts, above, depth) {
  switch (typeof value) {
    case 'string': parts.push(stringify(value)); return;
    case 'boolean': parts.push(value ? 'true' : 'false'); return;
    case 'undefined': parts.push('null'); return;
    case 'bigint': parts.push(value.toString()); return;
    case 'number':
      if (!Number.isFinite(value)) {
        throw new Unusable('the result holds NaN or infinity, which is no answer: return null or a finite number');
      }
      parts.push(stringify(value));
      return;
    case 'function': throw new Unusable('the result holds a function: call it and return what it gives');
    case 'symbol': throw new Unusable('the result holds a symbol: return a string');
  }
  if (value === null) { parts.push('null'); return; }
  if (depth > MAX_DEPTH) throw new Unusable('the result is nested too deeply');
  if (above.has(value)) throw new Unusable('the result contains itself');
  above.add(value);
  writeObject(value, parts, above, depth + 1);
  above.delete(value);
}

function writeObject(value, parts, above, depth) {
  if (typeof value.toJSON === 'function') return write(value.toJSON(), parts, above, depth);
  if (value instanceof Number || value instanceof String || value instanceof Boolean) {
    return write(value.valueOf(), parts, above, depth);
  }
  if (Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))) {
    parts.push('[');
    for (let i = 0; i < value.length; i++) {
      if (i > 0) parts.push(',');
      write(value[i], parts, above, depth);
    }
    parts.push(']');
    return undefined;
  }
  refuse(value);
  parts.push('{');
  let first = true;
  for (const key of Object.keys(value)) {
    if (value[key] === undefined) continue;
    parts.push(first ? '' : ',', stringify(key), ':');
    first = false;
    write(value[key], parts, above, depth);
  }
  parts.push('}');
  return undefined;
}

function refuse(value) {
  if (value instanceof Map) throw new Unusable('the result holds a Map: return Object.fromEntries(map), or its entries in an array');
  if (value instanceof Set) throw new Unusable('the result holds a Set: return an array, [...set], sorted if order matters');
  if (typeof value.then === 'function') throw new Unusable('the result holds a promise: await it first');
  if (typeof value.next === 'function') throw new Unusable('the result holds an iterator, which gives its values only later: return [...iterator]');
}

// ---- what went wrong

function described(failure, mainFile) {
  if (!(failure instanceof Error)) {
    let shown;
    try { shown = stringify(failure) ?? String(failure); } catch { shown = Object.prototype.toString.call(failure); }
    return { error_type: typeof failure, error_bases: [], line: null, error: `a value that is no Error was thrown: ${shown}`.slice(0, ERROR_CHARS) };
  }
  const names = [];
  for (let kind = Object.getPrototypeOf(failure); kind !== null && kind !== Object.prototype; kind = Object.getPrototypeOf(kind)) {
    const name = kind.constructor?.name;
    if (typeof name === 'string' && name !== '') names.push(name);
  }
  const type = names[0] ?? 'Error';
  // Many classes of errors differ by their name alone.
  if (typeof failure.name === 'string' && !names.includes(failure.name)) names.push(failure.name);
  const message = String(failure.message);
  if (failure instanceof Unusable) return { error_type: 'UnusableResult', error_bases: [], line: null, error: message };
  const { frames, line } = ownFrames(String(failure.stack ?? ''), mainFile);
  return { error_type: type, error_bases: names.slice(1), line, error: `${frames}${type}: ${message}`.slice(-ERROR_CHARS) };
}

function ownFrames(stack, mainFile) {
  const shown = [];
  let line = null;
  const main = path.resolve(mainFile);
  const trace = stack.split('\n');
  // What cannot be parsed is named before the message: `/workspace/solution.js:2`.
  const head = /^(?:file:\/\/)?(\/.*):(\d+)$/.exec(trace[0]);
  const places = head ? [['', head[1], head[2]]] : [];
  for (const text of trace) {
    const at = /^\s*at (?:async )?(?:(.*?) \()?(?:file:\/\/)?(\/[^()]*?):(\d+):\d+\)?$/.exec(text);
    if (at) places.push([at[1] ?? '', at[2], at[3]]);
  }
  for (const [name, file, number] of places) {
    const absolute = file.includes('%') ? decodeURI(file) : file;
    if (!absolute.startsWith(here)) continue;
    if (line === null && absolute === main) line = Number(number);
    shown.push(`${path.relative(here, absolute)}, line ${number}${name && !name.includes('<anonymous>') ? `, in ${name.replace(/^(?:new |Object\.|Module\.)/, '')}` : ''}\n`);
  }
  // The innermost stands first in a stack, and last here, next to the message.
  return { frames: shown.slice(0, FRAMES).reverse().join(''), line };
}

// A module that cannot be parsed does not say where; asking again does.
function withPlace(failure, mainFile) {
  const told = described(failure, mainFile);
  if (!(failure instanceof SyntaxError) || told.line !== null) return told;
  const ask = "new (require('node:vm').SourceTextModule)(require('node:fs').readFileSync(0, 'utf8'), { identifier: process.argv[1] })";
  try {
    const input = fs.readFileSync(mainFile);
    require('node:child_process').execFileSync(process.execPath, ['--experimental-vm-modules', '--no-warnings', '-e', ask, path.resolve(mainFile)],
      { input, stdio: ['pipe', 'ignore', 'pipe'], timeout: 5000 });
  } catch (checked) {
    const line = /^\/[^\n]*:(\d+)\n/m.exec(String(checked.stderr))?.[1];
    if (line !== undefined) return { ...told, line: Number(line), error: `${mainFile}, line ${line}\n${told.error}` };
  }
  return told;
}

// ---- a program: what it prints is its report, and Node says what went wrong

async function program(order, given) {
  fs.closeSync(given);
  registerHooks(hooks(order.sources));
  process.argv.splice(1, process.argv.length, path.resolve(order.main));
  await import(pathToFileURL(path.resolve(order.main)).href);
}

// ---- one call

// A loop that prints and never yields would otherwise pile up its lines in memory once the pipe is full. To make a
// stream takes Node several milliseconds, so it is not made before the code asks for it.
function blockWhenUsed(name) {
  const made = Object.getOwnPropertyDescriptor(process, name);
  const get = () => {
    const stream = made.get.call(process);
    stream._handle?.setBlocking?.(true);
    Object.defineProperty(process, name, made);
    return stream;
  };
  Object.defineProperty(process, name, { ...made, get });
}

async function main() {
  for (const name of ['stdout', 'stderr']) blockWhenUsed(name);
  const given = Number(process.argv[1] ?? 0);
  const order = JSON.parse(fs.readFileSync(given, 'utf8'));
  if (given !== 0) return program(order, given);
  const stage = { kind: 'unloaded' };
  process.on('uncaughtException', (failure) => report({ kind: stage.kind, ...described(failure, order.main) }));
  process.on('beforeExit', () => report({
    kind: stage.kind, error_type: 'NeverSettled', error_bases: [], line: null,
    error: 'nothing is left to wait for, and the promise that the function gave is still open',
  }));
  registerHooks(hooks(order.sources));
  let target;
  try {
    if (!fs.existsSync(order.main)) throw new Unusable(`the file ${order.main} is missing`);
    target = found(await import(pathToFileURL(path.resolve(order.main)).href), order.function, order.main);
  } catch (failure) {
    const told = withPlace(failure, order.main);
    return report({ kind: 'unloaded', ...told, ...(failure instanceof Unusable ? { error_type: 'MissingFunction' } : {}) });
  }
  stage.kind = 'raised';
  let told;
  try {
    const result = await target(...parsed(order.arguments));
    told = { kind: 'returned', value: written(result) };
  } catch (failure) {
    told = { kind: 'raised', ...described(failure, order.main) };
  }
  return report(told);
}

main();
