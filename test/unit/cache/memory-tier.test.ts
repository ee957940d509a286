import { describe, expect, it } from 'vitest'
import { createMemoryTier, type StoredAnswer } from '../../../shared/cache/memory-tier.ts'
import { IngotError } from '../../../shared/errors.ts'
import type { AnswerAddress, SealedAnswer } from '../../../shared/ports/answer-log.ts'
import { createMemoryDeps, later, settled } from '../../support/cache-deps.ts'

const address = (key: string): AnswerAddress => ({ scope: 'public', key })
const sealed = (text: string, fence = 1): SealedAnswer<string> => ({
  fence,
  fill: 1,
  facts: { retrievedAt: 1, freshness: 'live', degraded: false, collections: {}, passages: null },
  freshUntil: 2,
  staleUntil: 3,
  events: [text],
})

/** A store that counts its reads and answers what `answers` says, by key. */
function setUp({ maxBytes = 100_000 } = {}) {
  const { clock, pass } = createMemoryDeps()
  const memory = createMemoryTier<string>({ clock, maxBytes })
  const answers = new Map<string, StoredAnswer<string> | Promise<StoredAnswer<string>>>()
  const reads: string[] = []
  const log = {
    async readAnswer({ key }: AnswerAddress) {
      reads.push(key)
      return answers.get(key)
    },
  }
  const read = (key: string, scope = 'public') => memory.read({ scope, key }, log)
  return { memory, answers, reads, read, pass }
}

describe('the memory tier', () => {
  it('keeps an answer for 4 s from when its reading began', async () => {
    const { memory, answers, reads, read, pass } = setUp()
    const answering = later<StoredAnswer<string>>()
    answers.set('a', answering.promise)
    const first = read('a')
    pass(3_000)
    answering.keep(sealed('one'))
    expect(await first).toEqual({ answer: sealed('one'), fromMemory: false })
    pass(1_000)
    expect(await read('a')).toEqual({ answer: sealed('one'), fromMemory: true })
    expect(memory.peek(address('a'))).toEqual(sealed('one'))
    pass(1)
    expect(memory.peek(address('a'))).toBeUndefined()
    answers.set('a', sealed('two'))
    expect(await read('a')).toEqual({ answer: sealed('two'), fromMemory: false })
    expect(reads).toEqual(['a', 'a'])
  })

  it('does not live longer because it is read', async () => {
    const { answers, reads, read, pass } = setUp()
    answers.set('a', sealed('one'))
    for (let n = 0; n < 6; n += 1) {
      await read('a')
      pass(1_000)
    }
    await read('a')
    expect(reads).toEqual(['a', 'a'])
  })

  it('reads the store once for all who ask at one time', async () => {
    const { answers, reads, read } = setUp()
    const answering = later<StoredAnswer<string>>()
    answers.set('a', answering.promise)
    const all = [read('a'), read('a'), read('a')]
    answering.keep(sealed('one'))
    expect(await Promise.all(all)).toEqual([
      { answer: sealed('one'), fromMemory: false },
      { answer: sealed('one'), fromMemory: true },
      { answer: sealed('one'), fromMemory: true },
    ])
    expect(reads).toEqual(['a'])
  })

  it('tells all of them when the store fails, and asks it again after that', async () => {
    const { answers, reads, read } = setUp()
    const answering = later<StoredAnswer<string>>()
    answers.set('a', answering.promise)
    const all = [read('a'), read('a')]
    answering.fail(new IngotError('store_unavailable', 'The store is away.'))
    for (const each of all) await expect(each).rejects.toMatchObject({ code: 'store_unavailable' })
    answers.set('a', sealed('one'))
    expect((await read('a')).answer).toEqual(sealed('one'))
    expect(reads).toEqual(['a', 'a'])
  })

  it('keeps scopes apart', async () => {
    const { answers, reads, read } = setUp()
    answers.set('a', sealed('one'))
    await read('a', 'tenant:acme')
    expect((await read('a', 'tenant:other')).fromMemory).toBe(false)
    expect(reads).toEqual(['a', 'a'])
  })

  it('keeps neither tombstones nor what is not there', async () => {
    const { answers, reads, read } = setUp()
    expect(await read('a')).toEqual({ answer: undefined, fromMemory: false })
    answers.set('a', { purged: true, fence: 1 })
    expect(await read('a')).toEqual({ answer: { purged: true, fence: 1 }, fromMemory: false })
    expect((await read('a')).fromMemory).toBe(false)
    expect(reads).toEqual(['a', 'a', 'a'])
  })

  it('reads again what was forgotten', async () => {
    const { memory, answers, reads, read } = setUp()
    answers.set('a', sealed('one'))
    await read('a')
    memory.forget(address('a'))
    expect(memory.peek(address('a'))).toBeUndefined()
    answers.set('a', sealed('two'))
    expect((await read('a')).answer).toEqual(sealed('two'))
    expect(reads).toEqual(['a', 'a'])
  })

  it('does not keep what was forgotten while it was read', async () => {
    const { memory, answers, reads, read } = setUp()
    const answering = later<StoredAnswer<string>>()
    answers.set('a', answering.promise)
    const first = read('a')
    await settled()
    memory.forget(address('a'))
    answering.keep(sealed('one'))
    expect((await first).answer).toEqual(sealed('one'))
    expect(memory.peek(address('a'))).toBeUndefined()
    answers.set('a', sealed('two'))
    expect((await read('a')).answer).toEqual(sealed('two'))
    expect((await read('a')).fromMemory).toBe(true)
    expect(reads).toEqual(['a', 'a'])
  })

  it('lets nobody join a reading that began 4 s ago', async () => {
    const { answers, reads, read, pass } = setUp()
    const answering = later<StoredAnswer<string>>()
    answers.set('a', answering.promise)
    const first = read('a')
    await settled()
    answers.set('a', sealed('two'))
    pass(3_999)
    const joined = read('a')
    pass(1)
    expect(await read('a')).toEqual({ answer: sealed('two'), fromMemory: false })
    answering.keep(sealed('one'))
    expect(await first).toEqual({ answer: sealed('one'), fromMemory: false })
    expect(await joined).toEqual({ answer: sealed('one'), fromMemory: true })
    expect(reads).toEqual(['a', 'a'])
  })

  it('is bounded in bytes: the one that was read longest ago goes', async () => {
    // Each takes 104 bytes as JSON, and 600 beside that.
    const { memory, answers, read } = setUp({ maxBytes: 2_200 })
    for (const key of ['a', 'b', 'c', 'd']) answers.set(key, sealed(key.repeat(100)))
    for (const key of ['a', 'b', 'c']) await read(key)
    await read('a')
    await read('d')
    const kept = ['a', 'b', 'c', 'd'].filter((key) => memory.peek(address(key)))
    expect(kept).toEqual(['a', 'c', 'd'])
  })

  it('hands out what is larger than all of it, and keeps the rest', async () => {
    const { memory, answers, read } = setUp({ maxBytes: 2_200 })
    answers.set('a', sealed('small'))
    answers.set('b', sealed('b'.repeat(2_000)))
    await read('a')
    expect((await read('b')).answer).toEqual(sealed('b'.repeat(2_000)))
    expect(memory.peek(address('b'))).toBeUndefined()
    expect(memory.peek(address('a'))).toEqual(sealed('small'))
  })

  it('counts two bytes for each unit of a text that one byte is too little for', async () => {
    const { memory, answers, read } = setUp({ maxBytes: 2_200 })
    for (const key of ['a', 'b', 'c']) answers.set(key, sealed('潮'.repeat(200)))
    for (const key of ['a', 'b', 'c']) await read(key)
    expect(['a', 'b', 'c'].filter((key) => memory.peek(address(key)))).toEqual(['b', 'c'])
  })
})
