import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { saidByBedrock } from '../support/bedrock-answer.ts'
import { readEventStream } from '../support/event-reader.ts'
import { type LambdaAccount, startLambdaAccount } from '../support/lambda-account.ts'
import { hasRuntimeClient, type LambdaProcess } from '../support/lambda-process.ts'

/** Sixty have been carried by two cores; a machine that has others to serve gets fewer. */
const INSTANCES = Number(process.env['INGOT_TEST_INSTANCES'] ?? 24)
const START_TIMEOUT_MS = 300_000
/** More than an invocation may take. */
const STEP_MS = 90_000
const PIECES = ['The lighthouse of Skarv was built in 1887 ', 'by the engineer Ada Holm [1].']

describe.runIf(hasRuntimeClient)(`${INSTANCES} instances on one store`, () => {
  let account: LambdaAccount
  let instances: LambdaProcess[]
  let until: Promise<void>
  let finish: () => void = () => undefined
  const hold = () => {
    until = new Promise<void>((resolve) => {
      finish = resolve
    })
  }
  beforeAll(async () => {
    const [first, ...rest] = saidByBedrock(PIECES)
    account = await startLambdaAccount({
      bedrock: () => ({ steps: [first as Uint8Array, { until }, ...rest] }),
    })
    instances = await Promise.all(Array.from({ length: INSTANCES }, () => account.start('stream.handler')))
  }, START_TIMEOUT_MS)
  // Whoever still waits for the model would take no other event.
  afterEach(() => finish())
  afterAll(() => account.close())

  const readers = new Map<LambdaProcess, ReturnType<typeof readEventStream>>()
  const ask = async (instance: LambdaProcess, question: string) => {
    const json = { question, mode: 'fast', sources: ['documents'] }
    const headers = { accept: 'text/event-stream' }
    readers.delete(instance)
    const { response } = await instance.stream(account.event('POST /v1/answers', { json, headers }))
    const reader = readEventStream(response)
    readers.set(instance, reader)
    return reader
  }

  /** What each instance is at, when one of them does not get on. */
  const state = () => [
    `model calls: ${account.bedrock.calls}, ended by the client: ${account.bedrock.aborts}`,
    ...instances.map((instance, index) => {
      const lines = readers.get(instance)?.lines
      const read = lines ? `read to ${lines.at(-1)?.event.type ?? 'the headers'}` : 'no reply'
      const life = instance.isAlive() ? 'alive' : 'gone'
      return `${index}: ${life}, ${read}; ${instance.output().trimEnd().split('\n').at(-1) ?? ''}`
    }),
  ]
  const inTime = async <Done>(step: string, work: Promise<Done>): Promise<Done> => {
    const late = new AbortController()
    const told = delay(STEP_MS, undefined, { signal: late.signal }).then(() => {
      throw new Error([`${step}: not in ${STEP_MS / 1_000} s`, ...state()].join('\n'))
    })
    return Promise.race([work, told]).finally(() => late.abort())
  }

  it('have one hot question written once, and end every stream', async () => {
    hold()
    const question = 'Who built the lighthouse of Skarv, and when?'
    const askAll = () => Promise.all(instances.map((instance) => ask(instance, question)))
    const begun = await inTime('replies', askAll())
    await inTime('first words', Promise.all(begun.map((reader) => reader.until('synopsis-delta'))))
    finish()
    const told = await inTime('ends', Promise.all(begun.map((reader) => reader.rest())))
    expect(account.bedrock.calls).toBe(1)
    for (const lines of told) {
      expect(lines.at(-1)?.event.type).toBe('answer-end')
      const synopsis = lines.map(({ event }) => (event.type === 'synopsis-delta' ? event.text : '')).join('')
      expect(synopsis).toBe(PIECES.join(''))
    }
    const outcomes = told.map(([start]) =>
      start?.event.type === 'answer-start' ? start.event.cache.state : '',
    )
    expect(outcomes.filter((state) => state === 'miss')).toHaveLength(1)
    expect(outcomes.filter((state) => state === 'coalesced')).toHaveLength(INSTANCES - 1)

    await inTime('next events', Promise.all(instances.map((instance) => instance.idle())))
    const again = await inTime('replies once more', askAll())
    for (const reader of again) {
      const lines = await inTime('copies', reader.rest())
      expect(lines[0]?.event).toMatchObject({ type: 'answer-start', cache: { state: 'hit' } })
    }
    expect(account.bedrock.calls).toBe(1)
  })

  it('go on with an answer on another instance, from the event that was seen last', async () => {
    hold()
    const [asked, other] = instances as [LambdaProcess, LambdaProcess]
    const begun = await ask(asked, 'Which engineer built the lighthouse of Skarv?')
    const start = await begun.until('answer-start')
    const seen = await begun.until('synopsis-delta')
    const id = start.event.type === 'answer-start' ? start.event.id : ''
    const headers = { accept: 'text/event-stream', 'last-event-id': String(seen.id) }
    const { response } = await other.stream(account.event(`GET /v1/answers/${id}/events`, { headers }))
    expect(response.status).toBe(200)
    const resumed = readEventStream(response)
    // The model is still at it while this reader has come.
    finish()
    const [rest, whole] = [await resumed.rest(), await begun.rest()]
    const after = whole.slice(whole.findIndex((line) => line.id === seen.id) + 1).filter((line) => line.id)
    expect(rest.filter((line) => line.id).map((line) => line.id)).toEqual(after.map((line) => line.id))
    expect(rest.at(-1)?.event.type).toBe('answer-end')
    expect(account.bedrock.calls).toBe(2)
  })
})
