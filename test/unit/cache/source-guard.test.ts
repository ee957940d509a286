import { describe, expect, it } from 'vitest'
import { createSourceGuard } from '../../../shared/cache/source-guard.ts'
import { IngotError } from '../../../shared/errors.ts'
import type { Dependent, SourceName } from '../../../shared/ports/provenance.ts'
import { createMemoryDeps, later, settled } from '../../support/cache-deps.ts'

const address = { scope: 'public', key: 'aa' }
const HOST: SourceName = 'host:example.org'
const PAGE: SourceName = 'url:https://example.org/a'

function setUp() {
  const { clock, provenance } = createMemoryDeps()
  const guard = createSourceGuard(provenance, address, { retrievedAt: clock.at })
  const dependentsOf = async (source: SourceName) => {
    const found: Dependent[] = []
    for await (const dependent of provenance.dependents(source)) found.push(dependent)
    return found
  }
  return { clock, provenance, guard, dependentsOf }
}

describe('the guard of the sources of a fill', () => {
  it('writes down what is claimed before it may be used', async () => {
    const { guard, dependentsOf } = setUp()
    expect(await guard.claim([HOST, PAGE])).toEqual(new Set())
    expect(await dependentsOf(HOST)).toEqual([{ kind: 'answer', address }])
    expect(await dependentsOf(PAGE)).toEqual([{ kind: 'answer', address }])
    expect(await guard.isIntact()).toBe(true)
  })

  it('looks at the marks only after it has written down', async () => {
    const { provenance } = setUp()
    const recorded = later<void>()
    const calls: string[] = []
    const watched = {
      async record() {
        calls.push('record')
        await recorded.promise
        calls.push('recorded')
      },
      async marks(sources: readonly SourceName[]) {
        calls.push('marks')
        return provenance.marks(sources)
      },
    }
    const claiming = createSourceGuard(watched, address, { retrievedAt: 1 }).claim([HOST])
    await settled()
    expect(calls).toEqual(['record'])
    recorded.keep()
    expect(await claiming).toEqual(new Set())
    expect(calls).toEqual(['record', 'recorded', 'marks'])
  })

  it('asks nobody where there is no source', async () => {
    const { guard, provenance } = setUp()
    provenance.failure = new IngotError('store_unavailable', 'The store is away.')
    expect(await guard.claim([])).toEqual(new Set())
    expect(await guard.isIntact()).toBe(true)
  })

  it('makes up before the end for what a failing store could not take down, and says when it cannot', async () => {
    const { guard, provenance, clock } = setUp()
    await guard.claim([HOST])
    provenance.failure = new IngotError('store_unavailable', 'The store is away.')
    expect(await guard.claim([PAGE])).toEqual(new Set())
    await expect(guard.isIntact()).rejects.toMatchObject({ code: 'store_unavailable' })
    provenance.failure = undefined
    expect(await guard.isIntact()).toBe(true)
    await provenance.purge(PAGE, { at: clock.at })
    expect(await guard.isIntact()).toBe(false)
  })

  it('takes a source that was purged while the store could not take it down for purged', async () => {
    const { guard, provenance, clock } = setUp()
    provenance.failure = new IngotError('store_unavailable', 'The store is away.')
    expect(await guard.claim([PAGE])).toEqual(new Set())
    provenance.failure = undefined
    await provenance.purge(PAGE, { at: clock.at })
    expect(await guard.isIntact()).toBe(false)
  })

  it('sees a purge of any source that was claimed, in any claim', async () => {
    const { guard, provenance, clock } = setUp()
    await guard.claim([HOST])
    await guard.claim([PAGE])
    await provenance.purge('host:elsewhere.org', { at: clock.at })
    expect(await guard.isIntact()).toBe(true)
    await provenance.purge(HOST, { at: clock.at })
    expect(await guard.isIntact()).toBe(false)
  })

  it('sees the purge of a source that was purged before, whatever its clock says', async () => {
    const { guard, provenance, clock } = setUp()
    await provenance.purge(PAGE, { at: clock.at - 3_600_000 })
    expect(await guard.claim([PAGE])).toEqual(new Set())
    expect(await guard.isIntact()).toBe(true)
    await provenance.purge(PAGE, { at: clock.at - 7_200_000 })
    expect(await guard.isIntact()).toBe(false)
  })

  it.each([
    { agoMs: 10_000, isPurged: false },
    { agoMs: 9_999, isPurged: true },
    { agoMs: 0, isPurged: true },
    { agoMs: -1_000, isPurged: true },
  ])('hands back what was purged $agoMs ms before the retrieval: $isPurged', async ({ agoMs, isPurged }) => {
    const { guard, provenance, clock } = setUp()
    await provenance.purge(PAGE, { at: clock.at - agoMs })
    expect(await guard.claim([HOST, PAGE])).toEqual(new Set(isPurged ? [PAGE] : []))
  })

  it('does not watch what it has handed back', async () => {
    const { guard, provenance, clock } = setUp()
    await provenance.purge(PAGE, { at: clock.at })
    await guard.claim([HOST, PAGE])
    await provenance.purge(PAGE, { at: clock.at + 1 })
    expect(await guard.isIntact()).toBe(true)
  })
})
