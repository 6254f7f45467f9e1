/** A file or folder, with what is in it. */
export interface Node {
  readonly name: string
  readonly path: string
  readonly folder: boolean
  readonly locked: boolean
  readonly children: Node[]
}

export interface Entry {
  readonly path: string
  readonly folder: boolean
  readonly locked: boolean
}

/** A line of the tree as it is drawn. */
export interface Row {
  readonly node: Node
  readonly level: number
  readonly open: boolean
  readonly position: number
  readonly siblings: number
}

/** The entries as a tree: folders first, then by name; folders that no entry names are there, too. */
export function treeOf(entries: readonly Entry[]): Node[] {
  const root: Node = { name: '', path: '', folder: true, locked: false, children: [] }
  const known = new Map<string, Node>([['', root]])
  const folder = (path: string): Node => {
    const found = known.get(path)
    if (found !== undefined) return found
    return add(path, { folder: true, locked: false })
  }
  const add = (path: string, rest: { folder: boolean; locked: boolean }): Node => {
    const cut = path.lastIndexOf('/')
    const node: Node = { name: path.slice(cut + 1), path, children: [], ...rest }
    known.set(path, node)
    folder(path.slice(0, Math.max(0, cut))).children.push(node)
    return node
  }
  for (const { path, ...rest } of entries) if (!known.has(path)) add(path, rest)
  for (const { children } of known.values()) {
    children.sort((a, b) => Number(b.folder) - Number(a.folder) || a.name.localeCompare(b.name))
  }
  return root.children
}

/** The rows that are seen when the folders of `shut` are closed. */
export function rowsOf(nodes: readonly Node[], shut: ReadonlySet<string>, level = 1): Row[] {
  return nodes.flatMap((node, at) => {
    const open = node.folder && !shut.has(node.path)
    const row: Row = { node, level, open, position: at + 1, siblings: nodes.length }
    return open ? [row, ...rowsOf(node.children, shut, level + 1)] : [row]
  })
}
