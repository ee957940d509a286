import { describe, expect, it } from 'vitest'
import { createFollowing } from '../../../../functions/http/compat/told.ts'
import type { StreamedEvent } from '../../../../shared/api/answer-events.ts'
import { EVENTS } from '../../../support/scripted-answers.ts'

const events = EVENTS.map(({ event }) => event)
const delta = (text: string): StreamedEvent => ({ type: 'synopsis-delta', text })
const RESTART: StreamedEvent = { type: 'answer-restart', reason: 'moved' }
const BEFORE = events.slice(0, 5)
const END = events.slice(-1)

const tell = (given: readonly StreamedEvent[]) => {
  const follow = createFollowing()
  return given.flatMap((event) => follow(event) ?? [])
}
const textsOf = (given: readonly StreamedEvent[]) =>
  tell(given).flatMap((told) => (told.kind === 'text' ? [told.text] : []))

describe('what is told of a reading', () => {
  it('is its search, its text with the sources beside the first, its citations and its end', () => {
    const told = tell(events)
    expect(told.map(({ kind }) => kind)).toEqual([
      ...['start', 'search', 'text', 'text'],
      ...told.filter(({ kind }) => kind === 'citation').map(() => 'citation'),
      'end',
    ])
    const sources = told.flatMap((each) => (each.kind === 'text' ? [each.sources?.length ?? null] : []))
    expect(sources).toEqual([1, null])
  })

  it('goes on where it was, when the answer is begun anew in the same words', () => {
    const texts = textsOf([...BEFORE, delta('The Moon '), RESTART, delta('The '), delta('Moon pulls.')])
    expect(texts).toEqual(['The Moon ', '', 'pulls.'])
  })

  it('fails when the answer is begun anew in others, or stays shorter', () => {
    const failed = { kind: 'failed', error: { code: 'superseded', retryable: true } }
    expect(tell([...BEFORE, delta('The Moon '), RESTART, delta('The Sun')]).at(-1)).toMatchObject(failed)
    expect(tell([...BEFORE, delta('The Moon '), RESTART, delta('The'), ...END]).at(-1)).toMatchObject(failed)
  })

  it('fails as the answer does', () => {
    const error: StreamedEvent = {
      type: 'answer-error',
      code: 'deadline_exceeded',
      message: 'Late.',
      retryable: true,
    }
    expect(tell([...BEFORE, error]).at(-1)).toMatchObject({
      kind: 'failed',
      error: { code: 'deadline_exceeded' },
    })
  })
})
