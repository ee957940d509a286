import type { Document, DocumentList, DocumentResponse } from '../../../shared/api/documents.ts'
import type { Asked } from '../lib/answer-stream.ts'
import { callJson } from '../lib/client.ts'
import { byId, element } from '../lib/element.ts'
import { words } from '../lib/language.ts'
import { createHeader } from '../lib/page-header.ts'
import { createComposer, type Entered } from './composer.ts'
import { acceptDrops } from './file-drop.ts'
import { startTurn, type Turn } from './turn.ts'

const turns = byId('turns')
const intro = byId('intro')
const suggestions = byId('suggestions')
let current: Turn | undefined

const header = createHeader(byId('header'), { here: 'demo', onKey: suggest })
const composer = createComposer({ onEnter: enter, onFile: readFile, onStop: () => current?.stop() })
acceptDrops(document.body, readFile)
intro.append(
  element('h1', { text: () => words().title }),
  element('p', { class: 'tagline', text: () => words().tagline }),
)

function enter(entered: Entered): void {
  const isQuestion = entered.kind === 'question'
  const asked: Asked = { path: isQuestion ? 'v1/answers' : 'v1/summaries', body: entered.body }
  begin(isQuestion ? entered.body.question : entered.body.url, async () => asked)
}

/** A file is taken in as the reader's own document, then summarised. */
function readFile(file: File): void {
  begin(words().summariseThing(file.name), async (signal, tell) => {
    tell(() => words().phases.uploading(file.name))
    const body = new FormData()
    body.set('collection', 'my_documents')
    body.set('file', file)
    const added = await callJson<DocumentResponse>('v1/documents', { body, signal })
    return summaryOf(added.document)
  })
}

const summaryOf = ({ id }: Document): Asked => ({
  path: 'v1/summaries',
  body: { document_id: id, length: composer.length() },
})

function begin(title: string, prepare: Parameters<typeof startTurn>[0]['prepare']): void {
  current?.stop()
  const turn = startTurn({
    title,
    prepare,
    onFollowUp: (question) => enter(composer.questionOf(question)),
    onAgain: () => begin(title, prepare),
    onUnauthenticated: header.askForKey,
  })
  current = turn
  composer.setBusy(true)
  intro.hidden = true
  turns.append(turn.root)
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
