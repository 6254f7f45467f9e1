import { CodeEditor } from '../../editor/CodeEditor'
import type { DocumentEditor } from '../../editor/documentEditor'
import type { Editors } from '../../editor/editors'
import { PlainFile } from '../../editor/PlainFile'
import { useView } from '../../session/context'
import { IconButton } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { State } from '../../ui/State'
import { Tab, TabList, TabPane, Tabs } from '../../ui/Tabs'
import type { OpenTabs } from './useTabs'
import styles from './Workspace.module.css'

interface Props {
  editors: Editors
  tabs: OpenTabs
  acts: boolean
  /** A message about this shall be begun. */
  onAsk: (text: string) => void
}

/** What a message about the selection, or about the whole file, begins with. */
function about(editor: DocumentEditor): string {
  const { doc, selection } = editor.state
  const { from, to, empty } = selection.main
  if (empty) return `About \`${editor.path}\`: `
  const [first, last] = [doc.lineAt(from).number, doc.lineAt(to).number]
  const where = first === last ? `line ${first}` : `lines ${first} to ${last}`
  return `About \`${editor.path}\`, ${where}:\n\`\`\`\n${doc.sliceString(from, to)}\n\`\`\`\n`
}

/** The open files, one tab each. */
export function EditorPane({ editors, tabs, acts, onAsk }: Props) {
  const documents = useView((view) => view.documents)
  const openedSeq = useView((view) => view.openedSeq)
  if (tabs.active === '') {
    return (
      <State icon="file" title="No file is open">
        Choose one from the list of files.
      </State>
    )
  }
  const document = documents.get(tabs.active)
  const editor = document === undefined ? undefined : editors.of(tabs.active)
  return (
    <Tabs value={tabs.active} onValueChange={tabs.open} activationMode="manual">
      <TabList aria-label="Open files">
        {tabs.tabs.map((path) => (
          <Tab
            key={path}
            value={path}
            title={path}
            onAuxClick={({ button }) => button === 1 && tabs.close(path)}
            onKeyDown={({ key }) => key === 'Delete' && tabs.close(path)}
          >
            {documents.get(path)?.readonly === true && <Icon name="lock" size={12} />}
            {path.slice(path.lastIndexOf('/') + 1)}
            {documents.get(path)?.readonly === true && <span className="vh">, read-only</span>}
          </Tab>
        ))}
      </TabList>
      <TabPane value={tabs.active}>
        {editor === undefined ? (
          <PlainFile key={tabs.active} path={tabs.active} mayEdit={acts} />
        ) : (
          <CodeEditor key={`${openedSeq}:${tabs.active}`} editor={editor} />
        )}
      </TabPane>
      <div className={styles['tabTools']}>
        {acts && editor !== undefined && (
          <IconButton icon="chat" label="Ask about this file, or about what is selected" onClick={() => onAsk(about(editor))} />
        )}
        {tabs.tabs.length > 1 && (
          <IconButton icon="close" label={`Close ${tabs.active}`} onClick={() => tabs.close(tabs.active)} />
        )}
      </div>
    </Tabs>
  )
}
