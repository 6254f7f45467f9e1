// Run inside the sandbox: loads Jest, says that it is ready, waits for one order, runs it, and ends.
// Events go to descriptor 3, a JSON line each. They come from the process of the tests and are for show.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { inspect } = require('node:util');

const CHARS = 4000, EVENTS = 3;
const tools = process.env.JS_TOOLS;
const of = (name) => path.join(tools, 'node_modules', name);
const { stringify } = JSON;
const { writeSync } = fs;

// The word that the host believes, given with the order; tests live in contexts of their own.
let nonce;

function tell(event) {
  const bytes = Buffer.from(stringify({ ...event, nonce }) + '\n');
  for (let done = 0; done < bytes.length; ) done += writeSync(EVENTS, bytes, done);
}

// Tests run in this process: what they print since the last result is theirs.
let printed = '';
for (const stream of [process.stdout, process.stderr]) {
  const write = stream.write.bind(stream);
  stream.write = (chunk, ...rest) => {
    printed = (printed + String(chunk)).slice(-CHARS);
    return write(chunk, ...rest);
  };
}

function taken() {
  const text = printed;
  printed = '';
  return text;
}

// Without colours, and without the frames of Jest and swc, which say nothing to the candidate.
function plain(text) {
  const lines = text.replace(/\u001b\[[0-9;]*m/g, '').split('\n');
  return lines.filter((line) => !/^\s*at /.test(line) || !(line.includes('/node_modules/') || line.includes('(<anonymous>)') || line.includes('(node:')))
    .join('\n').replace(/\s*Caused by:\s*Syntax Error\s*/, '\n').trimEnd();
}

function place(text) {
  const here = process.cwd() + path.sep;
  for (const match of text.matchAll(/(?:\(|at |\[)((?:\/)[^\s():[\]]+):(\d+):\d+[)\]]?/g)) {
    if (match[1].startsWith(here) && !match[1].includes('/node_modules/')) {
      return { file: path.relative(here, match[1]), line: Number(match[2]) };
    }
  }
  const named = /^\s*(?:[,╭][-─]\[|SyntaxError: )(\/[^\s:\]]+):\s*[( ]?(\d+)/m.exec(text);
  return named?.[1].startsWith(here) ? { file: path.relative(here, named[1]), line: Number(named[2]) } : { file: null, line: null };
}

function shown(value) {
  return inspect(value, { depth: 6, breakLength: 100 }).slice(0, CHARS);
}

class Reporter {
  told = new Map();

  onTestCaseResult(test, result) {
    const key = `${test.path}\0${result.fullName}`;
    this.told.set(key, (this.told.get(key) ?? 0) + 1);
    const failed = result.status === 'failed';
    const text = plain(result.failureMessages.join('\n'));
    const matcher = result.failureDetails?.[0]?.matcherResult;
    const both = failed && matcher !== undefined && 'expected' in matcher && 'actual' in matcher;
    tell({
      name: `${path.relative(process.cwd(), test.path)}: ${result.fullName}`,
      outcome: result.status === 'passed' || failed ? result.status : 'skipped',
      ms: Math.round(result.duration ?? 0),
      output: taken(),
      error: failed ? text.slice(0, CHARS) : null,
      expected: both ? shown(matcher.expected) : null,
      actual: both ? shown(matcher.actual) : null,
      ...(failed ? place(text) : {}),
    });
  }

  onTestResult(test, result) {
    // Those that were skipped are told only with their file.
    for (const one of result.testResults) {
      const key = `${test.path}\0${one.fullName}`;
      const told = this.told.get(key) ?? 0;
      if (told > 0) this.told.set(key, told - 1);
      else this.onTestCaseResult(test, one);
    }
    if (result.testExecError === undefined && (result.failureMessage === null || result.testResults.length > 0)) return;
    const text = plain(String(result.failureMessage ?? result.testExecError.message));
    const name = path.relative(process.cwd(), test.path);
    tell({ name, outcome: 'not_loaded', output: taken(), error: text.slice(0, CHARS), ...place(text) });
  }
}

// What an ES module exports can be spied on, as under babel: swc makes properties that cannot be defined again.
function redefinable(swc) {
  const { transformSync } = swc;
  const fixed = /(Object\.defineProperty\((?:exports|target), (?:name|"[^"]*"), \{\s*enumerable: true,)/g;
  swc.transformSync = (...given) => {
    const made = transformSync(...given);
    return { ...made, code: made.code.replace(fixed, '$1 configurable: true,') };
  };
}

function config() {
  const swc = (parser) => [of('@swc/jest'), {
    swcrc: false,
    jsc: { target: 'es2022', parser: { decorators: true, ...parser }, transform: { legacyDecorator: true }, keepClassNames: true },
    module: { type: 'commonjs' },
    sourceMaps: 'inline',
  }];
  return {
    rootDir: process.cwd(),
    testEnvironment: of('jest-environment-node'),
    testRunner: path.join(of('jest-circus'), 'build', 'runner.js'),
    transform: {
      '\\.[cm]?ts$': swc({ syntax: 'typescript' }),
      '\\.tsx$': swc({ syntax: 'typescript', tsx: true }),
      '\\.[cm]?jsx?$': swc({ syntax: 'ecmascript', jsx: true }),
    },
    // Where both are there, an import without an extension means the file in the language of the run.
    moduleFileExtensions: [...new Set([process.argv[1], 'js', 'ts']), 'mjs', 'cjs', 'mts', 'cts', 'jsx', 'tsx', 'json', 'node'],
    testMatch: ['**/__tests__/**/*.?([mc])[jt]s?(x)', '**/?(*.)+(spec|test).?([mc])[jt]s?(x)'],
    modulePaths: [path.join(tools, 'node_modules')],
    reporters: [path.join(tools, 'reporter.cjs')],
    cacheDirectory: path.join(process.env.TMPDIR ?? '/tmp', 'jest'),
    // What few files there are Node lists faster than another program would.
    haste: { enableSymlinks: false, forceNodeFilesystemAPI: true },
    watchman: false,
    verbose: true,
  };
}

async function main() {
  globalThis[Symbol.for('interview.reporter')] = Reporter;
  const { runCLI } = require(of('@jest/core'));
  const late = ['jest-circus', 'jest-runtime', 'jest-environment-node', 'jest-runner', '@jest/transform', 'jest-resolve',
    'jest-snapshot', 'expect', '@jest/reporters', 'jest-haste-map', '@jest/expect', '@swc/jest', '@swc/core'];
  for (const name of late) require(of(name));
  redefinable(require(of('@swc/core')));
  tell({ ready: true });
  const line = fs.readFileSync(0, 'utf8');
  if (line === '') return;
  const order = JSON.parse(line);
  nonce = order.nonce;
  const byPath = order.paths.length > 0;
  const { results } = await runCLI({
    _: order.paths, $0: 'jest', runInBand: true, runTestsByPath: byPath, config: stringify(config()), passWithNoTests: true,
    ci: true, watch: false, watchAll: false,
  }, [process.cwd()]);
  tell({ done: results.numTotalTests });
  process.reallyExit(0);
}

main().catch((failure) => {
  tell({ failed: plain(String(failure?.stack ?? failure)).slice(0, CHARS) });
  process.exit(1);
});
