import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { EditorView } from '@codemirror/view'
import { tags as t } from '@lezer/highlight'

const token = (name: string) => `var(--${name})`

const look = EditorView.theme({
  '&': { height: '100%', backgroundColor: token('bg1'), color: token('text'), fontSize: '13px' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: token('font-code'), lineHeight: '1.6', fontVariantLigatures: 'none' },
  '.cm-content': { caretColor: token('accent'), padding: '8px 0' },
  '.cm-line': { padding: '0 12px 0 8px' },
  '.cm-cursor, .cm-dropCursor': { borderLeftColor: token('accent'), borderLeftWidth: '2px' },
  '.cm-gutters': { backgroundColor: token('bg1'), color: token('text3'), border: 'none' },
  '.cm-lineNumbers .cm-gutterElement': { padding: '0 4px 0 14px', minWidth: '40px' },
  '.cm-activeLineGutter': { backgroundColor: 'transparent', color: token('text') },
  '&.cm-focused .cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--text) 4%, transparent)' },
  '.cm-activeLine': { backgroundColor: 'transparent' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: token('selection'),
  },
  '.cm-selectionMatch': { backgroundColor: 'color-mix(in srgb, var(--warn) 22%, transparent)' },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: token('bg3'), outline: `1px solid ${token('edge')}` },
  '&.cm-focused .cm-nonmatchingBracket': { backgroundColor: 'transparent', color: token('fail') },
  '.cm-foldPlaceholder': { backgroundColor: token('bg3'), border: 'none', color: token('text2'), padding: '0 6px' },
  '.cm-panels': { backgroundColor: token('bg2'), color: token('text'), borderColor: token('line') },
  '.cm-panels input, .cm-panels button': {
    backgroundColor: token('bg1'),
    backgroundImage: 'none',
    border: `1px solid ${token('edge')}`,
    borderRadius: '4px',
    color: token('text'),
    fontSize: '12px',
  },
  '.cm-searchMatch': { backgroundColor: 'color-mix(in srgb, var(--warn) 35%, transparent)' },
  '.cm-searchMatch-selected': { backgroundColor: 'color-mix(in srgb, var(--accent) 45%, transparent)' },
  '.cm-tooltip': {
    backgroundColor: token('bg2'),
    border: `1px solid ${token('line')}`,
    borderRadius: '6px',
    boxShadow: token('shadow'),
  },
  '.cm-tooltip-autocomplete > ul': { fontFamily: token('font-code') },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: token('solid'), color: token('on-solid') },
  '.cm-remote-assistant': { backgroundColor: 'color-mix(in srgb, var(--ai) 14%, transparent)' },
  '.cm-remote-interviewer': { backgroundColor: 'color-mix(in srgb, var(--interviewer) 14%, transparent)' },
  '.cm-remote-candidate, .cm-remote-program': { backgroundColor: 'color-mix(in srgb, var(--accent) 14%, transparent)' },
  '.cm-by-assistant': { boxShadow: 'inset 2px 0 0 var(--ai)' },
  // Of a comparison: tints that leave the text its contrast, and lines below what changed in it.
  '& .cm-deletedChunk': { backgroundColor: 'color-mix(in srgb, var(--fail) 7%, transparent)' },
  '&.cm-merge-b .cm-changedLine': { backgroundColor: 'color-mix(in srgb, var(--pass) 7%, transparent)' },
  '&.cm-merge-b .cm-deletedChunk .cm-deletedText': { background: 'none', boxShadow: `inset 0 -2px 0 ${token('fail')}` },
  '&.cm-merge-b .cm-changedText': { background: 'none', boxShadow: `inset 0 -2px 0 ${token('pass')}` },
  '.cm-caret': { position: 'relative', borderLeft: '2px solid', marginLeft: '-2px' },
  '.cm-caret-name': {
    position: 'absolute',
    left: '-2px',
    bottom: '100%',
    padding: '0 5px',
    borderRadius: '3px 3px 3px 0',
    font: `500 11px/16px ${token('font-ui')}`,
    color: token('bg0'),
    whiteSpace: 'nowrap',
    pointerEvents: 'none',
    zIndex: '3',
  },
})

const colours = HighlightStyle.define([
  { tag: [t.keyword, t.operatorKeyword, t.modifier, t.self], color: token('code-keyword') },
  { tag: [t.string, t.special(t.string), t.regexp], color: token('code-string') },
  { tag: [t.number, t.bool, t.null], color: token('code-number') },
  {
    tag: [t.function(t.variableName), t.function(t.propertyName), t.definition(t.function(t.variableName))],
    color: token('code-function'),
  },
  { tag: [t.comment, t.docString], color: token('code-comment') },
  { tag: [t.typeName, t.className, t.namespace], color: token('code-type') },
])

/** One look for both themes: every colour is a token, so a switch changes nothing here. */
export const editorTheme = [look, syntaxHighlighting(colours)]
