import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { bracketMatching, foldGutter, foldKeymap, indentOnInput, indentUnit } from '@codemirror/language'
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search'
import { EditorState, type Extension } from '@codemirror/state'
import { drawSelection, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from '@codemirror/view'
import { indentOf } from '../ui/languages'

/** What a person needs to read code: line numbers, brackets, folding, search, and their keys. */
export function reading(): Extension {
  return [
    lineNumbers(),
    foldGutter(),
    drawSelection(),
    bracketMatching(),
    highlightSelectionMatches(),
    EditorState.tabSize.of(4),
    keymap.of([...defaultKeymap, ...searchKeymap, ...foldKeymap]),
  ]
}

/** What a person needs to write code: also completion, undo, indentation. */
export function writing(path: string): Extension {
  return [
    highlightActiveLineGutter(),
    history(),
    indentOnInput(),
    closeBrackets(),
    autocompletion(),
    highlightActiveLine(),
    indentUnit.of(indentOf(path)),
    keymap.of([...closeBracketsKeymap, ...historyKeymap, ...completionKeymap]),
    reading(),
    keymap.of([indentWithTab]),
  ]
}
