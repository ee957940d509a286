import { describe, expect, it } from 'vitest'
import type { Place } from '../../../shared/answer/admission/model-access.ts'
import { loadModelAccess } from '../../../shared/runtime/load-model-access.ts'
import { systemClock } from '../../../shared/runtime/system-clock.ts'
import { createMemoryModelSlots } from '../../support/memory-model-slots.ts'

const USAGE = { inputTokens: 100, outputTokens: 1, reasoningTokens: 0 }
const ASKED = { mode: 'fast', inputTokens: 1, waitMs: 5_000 } as const

const create = () =>
  loadModelAccess({
    entry: { alias: 'm', max_concurrency: 1, max_wait_s: 5, gpu: undefined },
    slots: createMemoryModelSlots({ clock: systemClock }),
    clock: systemClock,
  })

async function kindOf(place: Place) {
  const waiting = place.wait()
  let step = await waiting.next()
  while (!step.done) step = await waiting.next()
  return step.value.kind
}

describe('the way to a model that is loaded by the first who takes it', () => {
  it('admits the first and those after it, and tells of them', async () => {
    const access = create()
    const { signal } = new AbortController()
    expect(access.status()).toEqual({ state: 'available', running: 0, queued: 0, triedAgainAt: null })
    for (let turn = 0; turn < 2; turn += 1) {
      const place = access.begin({ ...ASKED, signal })
      expect(await kindOf(place)).toBe('admitted')
      expect(access.status().running).toBe(1)
      place.succeeded(USAGE)
      place.leave()
      await expect.poll(() => access.status().running).toBe(0)
    }
  })

  it('keeps no place for who left before it was loaded', async () => {
    const access = create()
    const { signal } = new AbortController()
    access.begin({ ...ASKED, signal }).leave()
    const next = access.begin({ ...ASKED, signal })
    expect(await kindOf(next)).toBe('admitted')
    expect(access.status()).toMatchObject({ running: 1, queued: 0 })
    next.leave()
  })
})
