// Run inside the sandbox: turns the TypeScript files of the workspace into JavaScript. Runs nothing of them.
// By swc, as the tests under Jest are; types are taken away, not checked.
'use strict';
const fs = require('node:fs');
const path = require('node:path');

const MAX_FILES = 200, MAX_BYTES = 1024 * 1024, MESSAGE_CHARS = 4000;

function filesBelow(folder, found) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const name = path.join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== 'node_modules') filesBelow(name, found);
    else if (entry.isFile() && /\.[cm]?tsx?$/.test(name) && !/\.d\.[cm]?ts$/.test(name)) found.push(name);
    if (found.length >= MAX_FILES) break;
  }
  return found;
}

function transformed(swc, text, name, type) {
  return swc.transformSync(text, {
    filename: path.resolve(name),
    sourceFileName: path.resolve(name),
    swcrc: false,
    configFile: false,
    sourceMaps: 'inline',
    module: { type },
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', tsx: name.endsWith('x'), decorators: true },
      transform: { legacyDecorator: true },
      keepClassNames: true,
    },
  }).code;
}

// Everything becomes an ES module: `await` works outside of functions, and a hook can give it without a file.
// What was written as CommonJS finds `require` and `module` there, on its own first line.
const BEFORE = "import { createRequire as interviewRequire } from 'node:module'; const require = interviewRequire(import.meta.url), " +
  'module = { exports: {} }; let exports = module.exports; ';
const AFTER = '\nexport default module.exports;\n';

function javascript(swc, text, name) {
  const isModule = /^\s*(?:import\s*[^(=\s]|export\s+(?!=))/m.test(text) && !/\.cts$/.test(name)
    && !/^\s*(?:export\s*=|import\s+\w+\s*=\s*require\b)/m.test(text);
  if (isModule) return { code: transformed(swc, text, name, 'es6') };
  const code = transformed(swc, text, name, 'commonjs');
  return { code: BEFORE + code + AFTER };
}

function complaint(failure, name) {
  const whole = String(failure.message);
  const at = /[,╭][-─]\[[^\]\n]*?:(\d+):\d+\]/.exec(whole);
  const said = whole.split('\n').map((line) => line.replace(/^\s*[x×]\s*/, '').trim()).find((line) => line !== '');
  const line = at === null ? null : Number(at[1]);
  const where = line === null ? name : `${name}, line ${line}`;
  return { error: `${where}\nSyntaxError: ${said ?? 'the file cannot be read as TypeScript'}`.slice(0, MESSAGE_CHARS), line };
}

function main(mainFile) {
  const swc = require(`${process.env.JS_TOOLS}/node_modules/@swc/core`);
  const sources = {};
  let unloaded = null;
  for (const name of filesBelow('.', [])) {
    const absolute = path.resolve(name);
    try {
      if (fs.statSync(name).size <= MAX_BYTES) sources[absolute] = javascript(swc, fs.readFileSync(name, 'utf8'), name);
    } catch (failure) {
      const { error, line } = complaint(failure, name);
      sources[absolute] = { failed: error };
      if (absolute === path.resolve(mainFile)) unloaded = { kind: 'unloaded', error_type: 'SyntaxError', error_bases: ['Error'], line, error };
    }
  }
  process.stdout.write(JSON.stringify({ unloaded, sources }));
}

main(process.argv[1]);
