import type { AnswerRequest } from '../api/answer-request.ts'
import type { SourceScope } from '../api/common.ts'
import { collectionScope, userScope } from '../lib/scope.ts'
import type { FreshnessClass } from '../metrics/definitions.ts'
import type { Caller } from '../ports/callers.ts'
import { holdsPersonalData } from '../text/personal-data.ts'
import { chooseMode } from './choose-mode.ts'
import type { CollectionVersions } from './collection-versions.ts'
import type { FillRequest, QuestionRequest, SummaryOrder } from './request.ts'

export type ResolveDeps = { versions: Pick<CollectionVersions, 'of'> }
type QuestionDeps = ResolveDeps & { freshnessOf: (question: string) => FreshnessClass }

/** What is asked, and the versions of the collections that it would search now. */
export type ResolvedQuestion = {
  request: QuestionRequest
  versions: Record<string, number>
  /** It is somebody's alone (a conversation, an e-mail address, a card), and nobody knows whose: nothing is stored. */
  isUnstorable: boolean
}

/** From what the caller asked to what is filled: whose documents, which scope, which mode. */
export async function resolveQuestion(
  request: AnswerRequest,
  caller: Caller,
  deps: QuestionDeps,
  { isStandalone }: { isStandalone: boolean } = { isStandalone: true },
): Promise<ResolvedQuestion> {
  if (request.output.json_schema) {
    const { checkSchema } = await import('./structured/check-schema.ts')
    checkSchema(request.output.json_schema, 'output.json_schema')
  }
  const { versions, ...searched } = await resolveCollections(request.sources, caller, deps)
  const question = request.question.trim()
  const isPersonal = !isStandalone || holdsPersonalData(question)
  const own = userScope(caller)
  const resolved: QuestionRequest = {
    kind: 'question',
    ...searched,
    // What a person tells of themselves, or means by what they said before, is nobody else's, whatever is searched for it.
    scope: isPersonal ? (own ?? searched.scope) : searched.scope,
    question,
    mode: request.mode === 'auto' ? chooseMode(question, deps.freshnessOf(question)) : request.mode,
    model: request.model,
    filters: request.filters,
    language: request.language,
    region: request.region,
    maxSources: request.max_sources,
    length: request.output.length,
    jsonSchema: request.output.json_schema,
  }
  return { request: resolved, versions, isUnstorable: isPersonal && own === null }
}

/**
 * The scope comes from the request alone, never from what is found: the caller's own documents asked for
 * and present make it the user's, else the tenant's documents the tenant's, else it is public.
 */
export async function resolveCollections(
  sources: readonly SourceScope[],
  caller: Caller,
  { versions }: ResolveDeps,
): Promise<{
  scope: string
  sources: SourceScope[]
  collections: string[]
  versions: Record<string, number>
}> {
  const present: Record<string, number> = {}
  for (const name of ['my_documents', 'documents'] as const) {
    if (!sources.includes(name)) continue
    const collection = collectionScope(name, caller)
    const version = collection === null ? 0 : await versions.of(collection)
    if (collection !== null && version > 0) present[collection] = version
  }
  // Names that point to nothing are left out: the answer is then the public one, shared with everybody.
  const kept = (['web', 'documents', 'my_documents'] as const).filter(
    (name) => sources.includes(name) && (name === 'web' || (collectionScope(name, caller) ?? '') in present),
  )
  const collections = Object.keys(present)
  return { scope: collections[0] ?? 'public', sources: kept, collections, versions: present }
}

/** The versions now of what a request that was resolved before searches. */
export async function versionsOf(
  request: FillRequest,
  { versions }: ResolveDeps,
): Promise<Record<string, number>> {
  const collections = request.kind === 'question' ? request.collections : collectionsOf(request)
  const known = await Promise.all(collections.map(async (name) => [name, await versions.of(name)] as const))
  return Object.fromEntries(known)
}

const collectionsOf = ({ subject }: SummaryOrder): string[] =>
  subject.kind === 'document' ? [subject.collection] : []
