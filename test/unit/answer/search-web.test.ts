import { describe, expect, it } from 'vitest'
import { type FanOut, searchWeb } from '../../../shared/answer/search-web.ts'
import { Filters } from '../../../shared/api/common.ts'
import { IngotError } from '../../../shared/errors.ts'
import { deadlineIn } from '../../../shared/lib/deadline.ts'
import type { Supports, WebSearch, WebSearchHit, WebSearchRequest } from '../../../shared/ports/web-search.ts'

const hit = (name: string, more: Partial<WebSearchHit> = {}): WebSearchHit => ({
  url: `https://${name}.example/`,
  title: name,
  snippet: '',
  text: null,
  published: null,
  language: null,
  ...more,
})
const ALL: Supports = {
  region: 'yes',
  language: 'yes',
  languages: 'yes',
  published_after: 'yes',
  published_before: 'yes',
  domains_allow: 'yes',
  domains_deny: 'yes',
}

/** Providers as scripted: what each finds, 'fails' or 'hangs'. Tells what they were asked, in order. */
function createWorld(script: Record<string, WebSearchHit[] | 'fails' | 'hangs'>, supports?: Supports) {
  const asked: { name: string; request: WebSearchRequest }[] = []
  const left: string[] = []
  const providers = Object.entries(script).map(
    ([name, finds]): WebSearch => ({
      name,
      ...(supports ? { supports } : {}),
      async search(request, { signal }) {
        asked.push({ name, request })
        if (finds === 'fails') throw new IngotError('search_unavailable', name)
        // Whoever is called late answers after all others.
        if (name === 'late') await new Promise(setImmediate)
        if (finds !== 'hangs') return finds
        return new Promise((_, reject) =>
          signal.addEventListener('abort', () => {
            left.push(name)
            reject(signal.reason)
          }),
        )
      },
    }),
  )
  const run = async (filters: object = {}, options: FanOut & { deadlineMs?: number } = {}) => {
    const { deadlineMs = 5_000, ...fanOut } = options
    const request = {
      query: 'tides',
      limit: 5,
      language: null,
      region: null,
      filters: Filters.parse(filters),
    }
    const web = await searchWeb(providers, request, { ...fanOut, deadline: deadlineIn(deadlineMs) })
    return { ...web, found: web.candidates.map(({ title }) => title), names: asked.map(({ name }) => name) }
  }
  return { run, asked, left }
}

describe('searching the web with several providers', () => {
  it('asks the first two, and no more while they find something', async () => {
    const { run } = createWorld({ one: [hit('a'), hit('b')], two: [hit('b')], three: [hit('c')] })
    expect(await run()).toMatchObject({ found: ['b', 'a'], names: ['one', 'two'], asked: 2, failures: [] })
  })

  it('prefers the first in the setting where ranks are equal, whoever was the first to answer', async () => {
    const { run } = createWorld({ late: [hit('a')], two: [hit('b')] })
    expect(await run()).toMatchObject({ found: ['a', 'b'] })
  })

  it('asks the next in order for one that fails, names it, and keeps what the others found', async () => {
    const { run } = createWorld({ one: 'fails', two: [hit('b')], three: 'fails', four: [hit('d')] })
    expect(await run()).toMatchObject({
      found: ['b', 'd'],
      names: ['one', 'two', 'three', 'four'],
      failures: [
        { provider: 'one', reason: 'search_unavailable' },
        { provider: 'three', reason: 'search_unavailable' },
      ],
    })
  })

  it('asks the next for one that finds nothing, or nothing that passes the filters', async () => {
    const { run } = createWorld({ one: [], two: [hit('x')], three: [hit('c')] })
    const denied = await run({ domains_deny: ['x.example'] }, { atOnce: 1 })
    expect(denied).toMatchObject({ names: ['one', 'two', 'three'], found: ['x', 'c'], failures: [] })
  })

  it('does not ask the next when the pages may still tell that they pass', async () => {
    const { run } = createWorld({ one: [hit('a')], two: [hit('b')] })
    expect(await run({ published_after: '2025-01-01' }, { atOnce: 1 })).toMatchObject({ names: ['one'] })
  })

  it('does not wait for a slow one when another has answered', async () => {
    const { run, left } = createWorld({ one: 'hangs', two: [hit('b')], three: [hit('c')] })
    expect(await run({}, { patienceMs: 10 })).toMatchObject({
      found: ['b'],
      names: ['one', 'two'],
      failures: [{ provider: 'one', reason: 'deadline_exceeded' }],
    })
    expect(left).toEqual(['one'])
  })

  it('ends at its deadline, and asks nobody else then', async () => {
    const { run } = createWorld({ one: 'hangs', two: [hit('b')] })
    expect(await run({}, { atOnce: 1, deadlineMs: 10 })).toMatchObject({
      found: [],
      names: ['one'],
      failures: [{ provider: 'one', reason: 'deadline_exceeded' }],
    })
  })

  it('asks for more where it has to filter itself', async () => {
    const limits = async (supports: Supports | undefined, filters: object) => {
      const { run, asked } = createWorld({ one: [hit('a')] }, supports)
      await run(filters)
      return asked.map(({ request }) => request.limit)
    }
    expect(await limits(undefined, {})).toEqual([5])
    expect(await limits(undefined, { languages: ['de'] })).toEqual([15])
    expect(await limits(ALL, { languages: ['de'], published_after: '2025-01-01' })).toEqual([5])
    expect(await limits({ ...ALL, languages: 'part' }, { languages: ['de'] })).toEqual([15])
  })

  it('tells which providers could not be told of a region', async () => {
    expect(await createWorld({ one: [hit('a')], two: 'fails' }).run()).toMatchObject({
      withoutRegion: ['one'],
    })
    expect(await createWorld({ one: [hit('a')] }, ALL).run()).toMatchObject({ withoutRegion: [] })
  })

  it('tells the language of a hit by its words, where the provider does not', async () => {
    const german = hit('Gezeiten', { snippet: 'Die Gezeiten entstehen durch die Anziehung des Mondes.' })
    const said = hit('b', { language: 'fr', snippet: 'The tide is caused by the pull of the moon.' })
    const { candidates } = await createWorld({ one: [german, said] }).run()
    expect(candidates.map(({ language }) => language)).toEqual(['de', 'fr'])
  })
})
