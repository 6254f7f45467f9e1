// Writes codemirror.json: random changes, and what CodeMirror itself makes of them.
//
//   npm install --no-save @codemirror/state@6.7.6 && node make_codemirror.mjs
//
// One line a case: the document, changes `a` and `b` of it, `c` of the document after `a`, then
// a.apply, a.map(b), a.map(b, true), a.compose(c), a.invert(document).

import { writeFileSync } from "node:fs";
import { ChangeSet, Text } from "@codemirror/state";

let seed = 20261121;
const random = (below) => {
  seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
  return Math.floor((seed / 2 ** 32) * below);
};
const LETTERS = ["a", "b", "c", "\n", "é", "😀"];
const text = (most) => Array.from({ length: random(most + 1) }, () => LETTERS[random(LETTERS.length)]).join("");

function changed(doc) {
  const edges = [0];
  for (const letter of doc) edges.push(edges.at(-1) + letter.length);
  const specs = [];
  let at = 0;
  for (let left = 1 + random(3); left && at < edges.length; left--) {
    const from = at + random(edges.length - at);
    const to = from + (random(2) ? 0 : random(edges.length - from));
    specs.push({ from: edges[from], to: edges[to], insert: to > from && random(2) ? "" : text(3) });
    at = to + random(2);
  }
  return ChangeSet.of(specs, doc.length);
}

const cases = [];
while (cases.length < 1000) {
  const doc = text(9);
  const before = Text.of(doc.split("\n"));
  const a = changed(doc), b = changed(doc);
  const after = a.apply(before).toString();
  const c = changed(after);
  cases.push([doc, a, b, c, after, a.map(b), a.map(b, true), a.compose(c), a.invert(before)]);
}
writeFileSync(new URL("codemirror.json", import.meta.url), `[\n${cases.map((one) => JSON.stringify(one)).join(",\n")}\n]\n`);
