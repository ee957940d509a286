import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { AnswersCore } from '../answer/create-answers.ts'
import type { Conversations } from '../answer/threads/conversations.ts'
import type { RewriteByModel } from '../answer/threads/model-rewriting.ts'
import { threadedAnswers } from '../answer/threads/threaded-answers.ts'
import type { Ingest } from '../ingest/ingest.ts'
import { lazily } from '../lib/lazily.ts'
import { startOnce } from '../lib/start-once.ts'
import type { Caller } from '../ports/callers.ts'
import type { Clock } from '../ports/clock.ts'
import type { Feedback } from '../ports/feedback.ts'
import type { Ledger } from '../ports/ledger.ts'
import type { Provenance } from '../ports/provenance.ts'

const DOCUMENTS_AT_ONCE = 100
const METHODS = ['create', 'list', 'get', 'turns', 'rename', 'remove'] as const

/** What belongs to one person: conversations, and that all of it can be forgotten. Loaded when it is asked for. */
export function buildPersonal(options: {
  answers: AnswersCore
  ingest: Pick<Ingest, 'list' | 'remove'>
  provenance: Provenance
  feedback: Feedback
  ledger: Ledger
  clock: Clock
  rewrite: RewriteByModel | undefined
  client: DynamoDBClient
  /** Of the app table. */
  tableName: string
  keptDays: number
}) {
  const { answers, ingest, provenance, feedback, ledger, clock, rewrite } = options
  const loadThreads = startOnce(async () => {
    const { createDynamoThreads } = await import('../adapters/dynamodb/threads.ts')
    return createDynamoThreads(options)
  })
  return {
    answers: threadedAnswers(answers, async () => ({ threads: await loadThreads(), clock, rewrite })),
    conversations: lazily<Conversations, (typeof METHODS)[number]>(async () => {
      const { createConversations } = await import('../answer/threads/conversations.ts')
      return createConversations({ threads: await loadThreads(), answers, provenance, clock })
    }, METHODS),
    async erase(caller: Caller) {
      const { eraseCaller } = await import('../answer/erase-caller.ts')
      const documents = { idsOf: (who: Caller) => ownDocuments(ingest, who), remove: ingest.remove }
      const threads = await loadThreads()
      return eraseCaller(
        { threads, documents, forgetScope: answers.forgetScope, feedback, ledger, clock },
        caller,
      )
    },
  }
}

/** Always the first page: what was told of it is removed before the next. */
async function* ownDocuments(ingest: Pick<Ingest, 'list'>, caller: Caller): AsyncGenerator<string> {
  const first = { collection: 'my_documents' as const, originPrefix: null, cursor: null }
  for (;;) {
    const { documents } = await ingest.list({ ...first, limit: DOCUMENTS_AT_ONCE }, caller)
    if (documents.length === 0) return
    for (const { id } of documents) yield id
  }
}
