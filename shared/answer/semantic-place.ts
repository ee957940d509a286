import type { Order } from '../cache/cache-deps.ts'
import { answerKey } from '../cache/key.ts'
import type { Place } from '../cache/semantic/create-neighbours.ts'
import { neverSemantic } from '../cache/semantic/never-semantic.ts'
import type { FreshnessClass } from '../metrics/definitions.ts'
import { detectLanguage } from '../text/language.ts'
import type { AnswerEvent } from './events.ts'
import type { FillRequest, QuestionRequest } from './request.ts'

/** Those that the decision has been taught; what is in doubt is short, and told by its script. */
const LANGUAGES = new Set(['en', 'zh'])

/**
 * Where a question is kept, and looked for: beside those of its scope with the same key but for the question
 * (`around`: mode, model, prompt, filters, language, region, sources, output), the same freshness class and the
 * same versions of the document collections.
 */
export function createPlaceOf({
  around,
  freshnessOf,
}: {
  around: (request: QuestionRequest) => string
  freshnessOf: (question: string) => FreshnessClass
}) {
  return (request: FillRequest, collections: Order<FillRequest>['collections']): Place | null => {
    if (request.kind !== 'question') return null
    const { question, scope } = request
    // One person's questions are few, and are to be erased without a trace.
    if (scope.startsWith('user:')) return null
    const freshness = freshnessOf(question)
    if (neverSemantic({ question, freshness, isFollowUp: false })) return null
    const language = request.language ?? detectLanguage(question)
    if (language !== null && !LANGUAGES.has(language.toLowerCase().split('-')[0] ?? '')) return null
    const name = answerKey({ around: around({ ...request, question: '' }), freshness, collections })
    return { list: { scope, name }, question }
  }
}

/** An answer that its sources do not hold is no answer to another wording either. */
export const isWorthKeeping = (events: readonly AnswerEvent[]): boolean =>
  !events.some((event) => event.type === 'warning' && event.code === 'sources_do_not_say')
