// Real @codemirror/collab editors, played by lines of JSON: one command in, one answer out.
//
//   node collab_clients.mjs FOLDER   (the folder that holds node_modules)

import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const from = createRequire(`${process.argv[2]}/`);
const { EditorState, ChangeSet, Text } = from("@codemirror/state");
const { collab, receiveUpdates, sendableUpdates, getSyncedVersion } = from("@codemirror/collab");

const editors = new Map();
const commands = {
  open({ client, text }) {
    const extensions = [collab({ clientID: client, startVersion: 0 })];
    editors.set(client, EditorState.create({ doc: Text.of(text.split("\n")), extensions }));
    return {};
  },
  type({ client, from, to, insert }) {
    const state = editors.get(client);
    const doc = state.doc.toString();
    const edges = [...doc].reduce((all, letter) => [...all, all.at(-1) + letter.length], [0]);
    const start = edges[from % edges.length];
    const end = Math.max(start, edges[Math.min(edges.length - 1, (from % edges.length) + to)]);
    editors.set(client, state.update({ changes: { from: start, to: end, insert } }).state);
    return {};
  },
  push({ client }) {
    const state = editors.get(client);
    return { version: getSyncedVersion(state), updates: sendableUpdates(state).map((one) => one.changes.toJSON()) };
  },
  receive({ client, changes, author }) {
    const update = { changes: ChangeSet.fromJSON(changes), clientID: author };
    editors.set(client, receiveUpdates(editors.get(client), [update]).state);
    return {};
  },
  text({ client }) {
    return { text: editors.get(client).doc.toString(), waiting: sendableUpdates(editors.get(client)).length };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(commands[command.do](command))}\n`);
}
