import { beforeEach, expect, it } from 'vitest'
import { createCachedSynopses, type SynopsisSubject } from '../../../shared/cache/cached-synopses.ts'
import { IngotError } from '../../../shared/errors.ts'
import { createMemoryDeps, later, settled } from '../../support/cache-deps.ts'

const DAY_MS = 86_400_000
const ABOUT: SynopsisSubject = {
  scope: 'shared',
  contentHash: 'c1',
  language: 'en',
  writer: 'extractive',
  promptVersion: 1,
  sources: ['url:https://example.org/', 'host:example.org'],
}

let deps: ReturnType<typeof createMemoryDeps>
let made: number
beforeEach(() => {
  deps = createMemoryDeps()
  made = 0
})
const make = async () => {
  made += 1
  return `synopsis ${made}`
}
/** One synopsis in a process of its own, until it is stored. */
async function of(about: Partial<SynopsisSubject> = {}) {
  const text = await createCachedSynopses(deps).of({ ...ABOUT, ...about }, make)
  await settled()
  return text
}

it('makes a synopsis once in 30 days', async () => {
  expect(await of()).toBe('synopsis 1')
  deps.pass(30 * DAY_MS - 1)
  expect(await of()).toBe('synopsis 1')
  expect(deps.counts).toEqual({ synopsis_misses: 1, synopsis_hits: 1 })
  deps.pass(1)
  expect(await of()).toBe('synopsis 2')
})

it('is shared by the same content at another address', async () => {
  await of()
  expect(await of({ sources: ['host:b.example'] })).toBe('synopsis 1')
})

it.each<[string, Partial<SynopsisSubject>]>([
  ['scope', { scope: 'tenant:a' }],
  ['content', { contentHash: 'c2' }],
  ['language', { language: 'de' }],
  ['writer', { writer: 'small' }],
  ['version', { promptVersion: 2 }],
])('is another one for another %s', async (_, about) => {
  await of()
  expect(await of(about)).toBe('synopsis 2')
})

it('keeps an empty synopsis too', async () => {
  const makeNone = async () => {
    made += 1
    return ''
  }
  await createCachedSynopses(deps).of(ABOUT, makeNone)
  await settled()
  expect(await createCachedSynopses(deps).of(ABOUT, makeNone)).toBe('')
  expect(made).toBe(1)
})

it('is dropped with its sources, and lies in its scope', async () => {
  await of({ scope: 'tenant:a' })
  const dependents: unknown[] = []
  for await (const dependent of deps.provenance.dependents('host:example.org')) dependents.push(dependent)
  const key = { kind: 'D', scope: 'tenant:a', key: deps.items.keys()[0]?.[2] }
  expect(dependents).toEqual([{ kind: 'item', key }])
  await deps.provenance.purge('host:example.org', { at: deps.clock.now() })
  expect(await of({ scope: 'tenant:a' })).toBe('synopsis 2')
})

it('is made once for those who want it at the same time', async () => {
  const landing = later<string>()
  const synopses = createCachedSynopses(deps)
  const makeOnce = () => {
    made += 1
    return landing.promise
  }
  const all = Promise.all(Array.from({ length: 9 }, () => synopses.of(ABOUT, makeOnce)))
  await settled()
  landing.keep('one')
  expect(new Set(await all)).toEqual(new Set(['one']))
  expect(made).toBe(1)
})

it('is not shared between scopes at the same time either', async () => {
  const synopses = createCachedSynopses(deps)
  const both = [synopses.of(ABOUT, make), synopses.of({ ...ABOUT, scope: 'tenant:a' }, make)]
  expect(await Promise.all(both)).toEqual(['synopsis 1', 'synopsis 2'])
})

it('is made by the next one who waits when the making fails', async () => {
  const landing = later<string>()
  const synopses = createCachedSynopses(deps)
  const failed = expect(synopses.of(ABOUT, () => landing.promise)).rejects.toThrow('given up')
  const others = [synopses.of(ABOUT, make), synopses.of(ABOUT, make)]
  await settled()
  landing.fail(new Error('given up'))
  await failed
  expect(await Promise.all(others)).toEqual(['synopsis 1', 'synopsis 1'])
  expect(deps.counts).toEqual({ synopsis_misses: 1 })
})

it.each(['items', 'provenance'] as const)('is made as if nothing were stored while %s fail', async (part) => {
  await of()
  deps[part].failure = new IngotError('store_unavailable', 'down')
  expect(await of()).toBe('synopsis 2')
  expect(await of()).toBe('synopsis 3')
})
