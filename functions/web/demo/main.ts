import type { DocumentList } from '../../../shared/api/documents.ts'
import type { Turn as TurnTold } from '../../../shared/api/threads.ts'
import type { ToTell } from '../lib/answer-stream.ts'
import { callJson } from '../lib/client.ts'
import { byId, element } from '../lib/element.ts'
import { words } from '../lib/language.ts'
import { createHeader } from '../lib/page-header.ts'
import { createComposer, type Entered } from './composer.ts'
import { createConversation } from './conversation.ts'
import { acceptDrops } from './file-drop.ts'
import { sendFile } from './send-file.ts'
import { startTurn, type Turn } from './turn.ts'

const turns = byId('turns')
const intro = byId('intro')
const suggestions = byId('suggestions')
let current: Turn | undefined

const header = createHeader(byId('header'), { here: 'demo', onKey: suggest })
const conversation = createConversation({ onChange: showTurns })
header.addTool({ sign: '☰', label: () => words().conversations, onClick: conversation.openList })
const composer = createComposer({ onEnter: enter, onFile: readFile, onStop: () => current?.stop() })
acceptDrops(document.body, readFile)
intro.append(
  element('h1', { text: () => words().title }),
  element('p', { class: 'tagline', text: () => words().tagline }),
)

function enter(entered: Entered): void {
  if (entered.kind === 'summary') {
    begin(entered.body.url, async () => ({ path: 'v1/summaries', body: entered.body }))
    return
  }
  begin(entered.body.question, async () => {
    const thread_id = await conversation.id()
    return { path: 'v1/answers', body: { ...entered.body, thread_id } }
  })
}

/** A conversation as it was, the first turn first; none: the page begins anew. */
function showTurns(told: readonly TurnTold[]): void {
  current?.stop()
  turns.replaceChildren()
  intro.hidden = told.length > 0
  for (const { question, answer, answer_id: id, state } of told) {
    addTurn(question, async () => (answer && state !== 'running' ? { answer } : { id }))
  }
}

/** A file is taken in as the reader's own document, then summarised. */
function readFile(file: File): void {
  begin(words().summariseThing(file.name), async (signal, tell) =>
    summaryOf(await sendFile(file, { signal, tell })),
  )
}

const summaryOf = ({ id }: { id: string }): ToTell => ({
  path: 'v1/summaries',
  body: { document_id: id, length: composer.length() },
})

type Prepare = Parameters<typeof startTurn>[0]['prepare']

function addTurn(title: string, prepare: Prepare): Turn {
  const turn = startTurn({
    title,
    prepare,
    onFollowUp: (question) => enter(composer.questionOf(question)),
    onAgain: () => begin(title, prepare),
    onFailure(code) {
      if (code === 'unauthenticated') header.askForKey()
      if (code === 'not_found') conversation.forget()
    },
  })
  turns.append(turn.root)
  return turn
}

function begin(title: string, prepare: Prepare): void {
  current?.stop()
  const turn = addTurn(title, prepare)
  current = turn
  composer.setBusy(true)
  intro.hidden = true
  turn.root.scrollIntoView({ block: 'start' })
  void turn.ended.then(() => {
    if (current !== turn) return
    current = undefined
    composer.setBusy(false)
  })
}

/** What could be asked of the documents that are there. */
function suggest(): void {
  const listed = callJson<DocumentList>('v1/documents?limit=3')
  listed.then(
    ({ documents }) => {
      const chips = documents.map((found) =>
        element('button', {
          class: 'chip',
          text: () => words().summariseThing(found.title),
          attributes: { type: 'button' },
          on: { click: () => begin(words().summariseThing(found.title), async () => summaryOf(found)) },
        }),
      )
      const title = element('h2', { text: () => words().tryThese })
      suggestions.replaceChildren(...(chips.length > 0 ? [title, ...chips] : []))
    },
    // Without documents the page is none the worse; a missing key is told of when it is needed.
    () => suggestions.replaceChildren(),
  )
}

/** A link that somebody shared names an answer: `#ans_…`. */
function openShared(): void {
  const id = decodeURIComponent(location.hash.slice(1))
  if (id === '') return
  begin(words().answer, async () => ({ id }))
}

addEventListener('hashchange', openShared)
suggest()
openShared()
composer.focus()
