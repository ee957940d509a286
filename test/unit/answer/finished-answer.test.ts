import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assembleAnswer } from '../../../shared/answer/assemble-answer.ts'
import { type Envelope, readThrough, savedBy } from '../../../shared/answer/envelope.ts'
import type { AnswerEvent, FillEnd } from '../../../shared/answer/events.ts'
import { finishedAnswer } from '../../../shared/answer/finished-answer.ts'
import { ANSWER_EXAMPLE } from '../../../shared/api/openapi-examples.ts'
import type { Read } from '../../../shared/cache/read-log.ts'
import { deepFreeze } from '../../../shared/lib/deep-freeze.ts'
import type { SealedAnswer } from '../../../shared/ports/answer-log.ts'

const NOW = 1_800_000_000_000
const { synopsis, citations, sources, follow_ups, reasoning, warnings, error, ...told } = ANSWER_EXAMPLE
const { id, question, cache, timing, ...common } = told
const END: FillEnd = { type: 'answer-end', ...common, timing: { search_ms: 310, read_ms: 420 } }
const [{ synopsis: sourceSynopsis, read, ...source } = {} as never] = sources

/** Everything of it frozen, as it comes from memory. */
const sealedAnswer = (): SealedAnswer<AnswerEvent> =>
  deepFreeze(
    structuredClone({
      ...{ fence: 7, fill: 7, freshUntil: NOW + 60_000, staleUntil: NOW + 90_000 },
      facts: {
        ...{ retrievedAt: NOW - 1_000, freshness: 'evergreen' as const },
        ...{ degraded: false, collections: {}, passages: null },
      },
      events: [
        { type: 'source' as const, ...source },
        { type: 'page-read' as const, n: 1, read, ms: 12 },
        { type: 'source-synopsis' as const, n: 1, text: sourceSynopsis ?? '' },
        null,
        { type: 'synopsis-delta' as const, text: synopsis },
        ...citations.map((citation) => ({ type: 'citation' as const, ...citation })),
        { type: 'follow-ups' as const, questions: follow_ups },
        END,
      ],
    }),
  )

/** Any way in which a sealed answer may be read in some few milliseconds; few choices, so that many are alike. */
const envelopes: fc.Arbitrary<Envelope> = fc
  .record({
    id: fc.constantFrom('ans_1', 'ans_2'),
    question: fc.constantFrom(null, 'What causes the tides?', 'what causes the tides'),
    requestedMode: fc.constantFrom(null, 'auto' as const, 'fast' as const),
    cache: fc.record({
      state: fc.constantFrom('hit' as const, 'stale' as const),
      layer: fc.constantFrom('exact' as const, 'semantic' as const),
      age_s: fc.constantFrom(0, 1),
      freshness: fc.constant('evergreen' as const),
      expires_in_s: fc.constantFrom(null, 59, 60),
      matched_question: fc.constantFrom(null, 'Why are there tides?'),
      similarity: fc.constantFrom(null, 0.9),
      saved: fc.constant(savedBy(END)),
    }),
    askedAt: fc.constantFrom(NOW, NOW - 1),
    hide: fc.record({ reasoning: fc.constant(true), followUps: fc.boolean() }),
    pushed: fc.constantFrom(undefined, {
      ...{ served: 'extractive' as const, model: null, reason: 'budget_spent' as const },
    }),
  })
  .map(({ pushed, ...rest }) => ({
    ...{ ...rest, isCharged: false, isReplay: true },
    ...(pushed ? { pushed } : {}),
  }))

const jsonOf = (sealed: SealedAnswer<AnswerEvent>, envelope: Envelope): unknown =>
  JSON.parse(Buffer.from(finishedAnswer(sealed, envelope, NOW)?.json ?? []).toString())

async function* play({ events }: SealedAnswer<AnswerEvent>): AsyncGenerator<Read<AnswerEvent>> {
  for (const [id, event] of events.entries()) if (event) yield { kind: 'event', id, event }
}

describe('a sealed answer as JSON', () => {
  it('is what its reader would put together from the events, whoever has read it before', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(envelopes, { minLength: 2, maxLength: 6 }), async (readers) => {
        const sealed = sealedAnswer()
        for (const envelope of readers) {
          const clock = { now: () => NOW, sleep: async () => undefined }
          const assembled = await assembleAnswer(
            readThrough(play(sealed), envelope, { clock, outcomeOfStale: () => envelope.cache }),
          )
          expect({ answer: jsonOf(sealed, envelope) }).toEqual(assembled)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('is the same bytes for those who ask alike at one time, and never those of another copy', () => {
    const [one, other] = [sealedAnswer(), sealedAnswer()]
    const envelope = fc.sample(envelopes, { numRuns: 1, seed: 1 })[0] as Envelope
    const first = finishedAnswer(one, envelope, NOW)
    expect(finishedAnswer(one, { ...envelope }, NOW)?.json).toBe(first?.json)
    expect(finishedAnswer(one, envelope, NOW + 1)?.json).not.toBe(first?.json)
    expect(finishedAnswer(other, envelope, NOW)?.json).not.toBe(first?.json)
  })

  it('is not made for who wants the reasoning, which lies apart', () => {
    const [envelope] = fc.sample(envelopes, { numRuns: 1, seed: 1 })
    const hide = { reasoning: false, followUps: false }
    expect(finishedAnswer(sealedAnswer(), { ...(envelope as Envelope), hide }, NOW)).toBeUndefined()
  })
})
