import { expect, test } from 'vitest'
import { rowsOf, treeOf } from './tree'

const file = (path: string) => ({ path, folder: false, locked: false })

test('folders stand before files, each by its name, also those that only their files name', () => {
  const tree = treeOf([file('solution.py'), file('lib/b.py'), file('lib/a.py'), file('README.md')])
  expect(rowsOf(tree, new Set()).map(({ node, level }) => [node.path, level])).toEqual([
    ['lib', 1],
    ['lib/a.py', 2],
    ['lib/b.py', 2],
    ['README.md', 1],
    ['solution.py', 1],
  ])
})

test('what is in a closed folder is not drawn', () => {
  const tree = treeOf([file('a/b/c.py'), file('d.py')])
  expect(rowsOf(tree, new Set(['a'])).map(({ node }) => node.path)).toEqual(['a', 'd.py'])
})
