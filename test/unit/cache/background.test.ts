import { expect, it } from 'vitest'
import { createBackground } from '../../../shared/cache/background.ts'
import { createCachedSynopses } from '../../../shared/cache/cached-synopses.ts'
import { createMemoryDeps, later, settled } from '../../support/cache-deps.ts'

it('is settled when all of its work is done, that which was added meanwhile too', async () => {
  const background = createBackground()
  const [one, two] = [later<void>(), later<void>()]
  background.add(one.promise)
  let isSettled = false
  const settling = background.settled().then(() => {
    isSettled = true
  })
  background.add(two.promise)
  one.keep()
  await settled()
  expect(isSettled).toBe(false)
  two.keep()
  await settling
})

it('is settled at once without work', async () => {
  await createBackground().settled()
})

it('holds the writing of what a cache hands over before it is stored', async () => {
  const deps = createMemoryDeps()
  const background = createBackground()
  const recording = later<void>()
  const provenance = { ...deps.provenance, record: () => recording.promise }
  const synopses = createCachedSynopses({ ...deps, provenance, background })
  const about = { scope: 's', contentHash: 'c', language: 'en', writer: 'w', promptVersion: 1, sources: [] }
  expect(await synopses.of(about, async () => 'one')).toBe('one')
  expect(deps.items.keys()).toEqual([])
  recording.keep()
  await background.settled()
  expect(deps.items.keys()).toHaveLength(1)
})
