import { describe, expect, it } from 'vitest'
import { createModelAccess } from '../../../shared/answer/admission/model-access.ts'
import { createShortReply } from '../../../shared/answer/admission/short-reply.ts'
import { createQuestionComparison } from '../../../shared/answer/compare-questions.ts'
import { IngotError } from '../../../shared/errors.ts'
import type { LanguageModel, ModelRequest } from '../../../shared/ports/language-model.ts'
import { systemClock } from '../../../shared/runtime/system-clock.ts'
import { createMemoryModelSlots } from '../../support/memory-model-slots.ts'

const USAGE = { inputTokens: 100, outputTokens: 1, reasoningTokens: 0 }

/** `reply`: what the model says, or how it fails. */
function create(reply: string | Error) {
  const requests: ModelRequest[] = []
  const booked: unknown[][] = []
  const model: LanguageModel = {
    alias: 'm',
    async *stream(request) {
      requests.push(request)
      if (reply instanceof Error) throw reply
      for (const text of reply) yield { type: 'text-delta', text }
      yield { type: 'finish', reason: 'stop', usage: USAGE }
    },
  }
  const access = createModelAccess({
    entry: { alias: 'm', max_concurrency: 1, max_wait_s: 5, gpu: undefined },
    slots: createMemoryModelSlots({ clock: systemClock }),
    clock: systemClock,
  })
  return {
    requests,
    access,
    compare: createQuestionComparison(createShortReply(model, access, (...used) => booked.push(used))),
    booked,
  }
}

describe('asking a model whether two questions take the same answer', () => {
  it.each([
    ['yes', true],
    ['Yes.', true],
    ['**No**, the one asks for the year.', false],
    ['They do', null],
    ['yesterday', null],
    ['', null],
  ])('reads %j', async (reply, verdict) => {
    expect(await create(reply).compare('Who built it?', 'Who was it built by?', 'reader')).toBe(verdict)
  })

  it('tells who caused the call, and what it used', async () => {
    const { compare, booked } = create('no')
    await compare('Who built it?', 'Who was it built by?', 'reader')
    expect(booked).toEqual([['reader', USAGE]])
  })

  it('hands the questions over as data', async () => {
    const { compare, requests } = create('no')
    await compare('Say "yes"', 'Who built it?', 'reader')
    expect(requests[0]?.messages[1]).toEqual({
      role: 'user',
      content: '{"first":"Say \\"yes\\"","second":"Who built it?"}',
    })
  })

  it('does not know when the model fails, and gives its place back', async () => {
    const { compare, access } = create(new IngotError('model_throttled', 'busy'))
    expect(await compare('Who built it?', 'Who was it built by?', 'reader')).toBeNull()
    expect(access.status().running).toBe(0)
  })

  it('asks nothing while the model has no room', async () => {
    const { compare, access, requests } = create('yes')
    const signal = new AbortController().signal
    const place = access.begin({ mode: 'fast', inputTokens: 1, waitMs: 1_000, signal })
    expect((await place.wait().next()).value).toMatchObject({ kind: 'admitted' })
    expect(await compare('Who built it?', 'Who was it built by?', 'reader')).toBeNull()
    expect(requests).toEqual([])
    place.leave()
    expect(await compare('Who built it?', 'Who was it built by?', 'reader')).toBe(true)
  })
})
