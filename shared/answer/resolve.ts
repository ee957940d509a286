import type { AnswerRequest } from '../api/answer-request.ts'
import type { SourceScope } from '../api/common.ts'
import { collectionScope } from '../lib/scope.ts'
import type { Caller } from '../ports/callers.ts'
import type { QuestionRequest } from './request.ts'

export type ResolveDeps = {
  /** Version of a collection; 0 when it is empty. */
  collectionVersion(collection: string): Promise<number>
}

/** From what the caller asked to what is filled: whose documents, which scope, which mode. */
export async function resolveQuestion(
  request: AnswerRequest,
  caller: Caller,
  deps: ResolveDeps,
): Promise<QuestionRequest> {
  const searched = await resolveCollections(request.sources, caller, deps)
  return {
    kind: 'question',
    ...searched,
    question: request.question.trim(),
    mode: request.mode === 'auto' ? autoMode(request.question) : request.mode,
    model: request.model,
    filters: request.filters,
    language: request.language,
    region: request.region,
    maxSources: request.max_sources,
    length: request.output.length,
  }
}

/**
 * The scope comes from the request alone, never from what is found: the caller's own documents asked for
 * and present make it the user's, else the tenant's documents the tenant's, else it is public.
 */
export async function resolveCollections(
  sources: readonly SourceScope[],
  caller: Caller,
  { collectionVersion }: ResolveDeps,
): Promise<{ scope: string; sources: SourceScope[]; collections: string[] }> {
  const present: string[] = []
  for (const name of ['my_documents', 'documents'] as const) {
    if (!sources.includes(name)) continue
    const collection = collectionScope(name, caller)
    if ((await collectionVersion(collection)) > 0) present.push(collection)
  }
  // Names that point to nothing are left out: the answer is then the public one, shared with everybody.
  const kept = (['web', 'documents', 'my_documents'] as const).filter(
    (name) => sources.includes(name) && (name === 'web' || present.includes(collectionScope(name, caller))),
  )
  return { scope: present[0] ?? 'public', sources: kept, collections: present }
}

const DEEP_WORDS =
  /\b(why|how|compare|difference|versus|vs|explain|pros and cons)\b|为什么|如何|怎么|比较|区别|解释/i

/** `auto` by rule: long questions and those that ask for reasons or comparisons go deep. */
function autoMode(question: string): 'fast' | 'deep' {
  return question.length > 200 || DEEP_WORDS.test(question) ? 'deep' : 'fast'
}
