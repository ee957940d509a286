import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Answer } from '../../shared/api/answer.ts'
import { CacheStats } from '../../shared/api/cache-stats.ts'
import { answerIdOf, isTerminal, shownText } from '../support/event-reader.ts'
import { DOCUMENTS } from '../support/fixtures.ts'
import { type ScriptedModel, startScriptedModel } from '../support/model-server.ts'
import { plainReply, type ScriptedReply, type ScriptedStep } from '../support/scripted-openai-server.ts'
import { createSeededRandom } from '../support/seeded-random.ts'
import { type ServerProcess, startServerProcess, startStoreProcess } from '../support/server-process.ts'
import { askByPhone, type Heard } from './phone.ts'

const SERVERS = 4
const STEADY = 450
const LANES = 8
/** Leaders killed, and the questions that each of them was answering. */
const KILLS = 10
const ASKED_OF_EACH = 5
const KILLING_LANES = 5
const WORDS = 8

let folder: string
let model: ScriptedModel
let store: ServerProcess
const servers: ServerProcess[] = []
let started = 0

async function startServer(): Promise<ServerProcess> {
  started += 1
  return startServerProcess(path.join(folder, `server-${started}`), {
    INGOT_DYNAMODB_ENDPOINT: store.address,
    INGOT_OBJECTS_DIR: path.join(folder, 'objects'),
    INGOT_MODELS_FILE: model.settings.modelsFile,
  })
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ingot-phones-'))
  model = await startScriptedModel()
  store = await startStoreProcess(path.join(folder, 'store'))
  servers.push(...(await Promise.all(Array.from({ length: SERVERS }, startServer))))
  await fetch(`${addressOf(0)}/v1/documents`, {
    method: 'POST',
    body: JSON.stringify(DOCUMENTS.lighthouse),
    headers: { 'content-type': 'application/json' },
  })
})
afterAll(async () => {
  await Promise.all(servers.map((server) => server.kill()))
  await store?.kill()
  await model?.close()
  await rm(folder, { recursive: true, force: true })
})

const addressOf = (n: number): string => servers[n % SERVERS]?.address ?? ''

/** No two calls write alike, so that a mixture of two attempts would show. */
const textsOf = (call: number) => Array.from({ length: WORDS }, (_, n) => `Word ${n} of call ${call} [1]. `)

/** A word, a pause, a word, … */
function slowReply(texts: readonly string[], pause: ScriptedStep): ScriptedReply {
  const steps = plainReply(texts).steps ?? []
  return { steps: steps.flatMap((step, n) => (n < texts.length ? [pause, step] : [step])) }
}

/** What stands under the answer's id, asked of a server that may never have heard of it. */
async function storedText(lines: Heard['lines'], server: string): Promise<string> {
  const get = async () => {
    const response = await fetch(`${server}/v1/answers/${answerIdOf(lines)}`)
    return Answer.parse(await response.json())
  }
  await expect.poll(async () => (await get()).status, { timeout: 5_000 }).toBe('completed')
  return (await get()).synopsis
}

const question = (name: string) => ({
  question: `When was the lighthouse of Skarv built, ${name}?`,
  mode: 'fast',
})

describe('a day of phones that lose their connections', () => {
  it('ends every answer once, and word for word as it is kept', async () => {
    model.vendor.setScript(({ body }, index) => {
      const isSlow = JSON.stringify(body.messages).includes('slowly')
      return slowReply(textsOf(index), { delayMs: isSlow ? 150 : 15 })
    })
    const heard: Heard[] = []
    const check = async (phone: Heard, server: string) => {
      const { lines } = phone
      expect(lines.filter(isTerminal).map(({ event }) => event.type)).toEqual(['answer-end'])
      expect(shownText(lines)).toBe(await storedText(lines, server))
      expect(shownText(lines)).toContain(`Word ${WORDS - 1} of call`)
      heard.push(phone)
    }

    const steady = async (lane: number) => {
      const random = createSeededRandom(1_000 + lane)
      for (let n = lane; n < STEADY; n += LANES) {
        let losses = 1 + Math.floor(random() * 3)
        let lostAt = Math.floor(random() * 18)
        const phone = await askByPhone(question(`number ${n}`), {
          nextServer: () => addressOf(Math.floor(random() * SERVERS)),
          isLost(seenHere) {
            if (losses === 0 || seenHere < lostAt) return false
            losses -= 1
            lostAt = Math.floor(random() * 10)
            return true
          },
        })
        await check(phone, addressOf(Math.floor(random() * SERVERS)))
      }
    }

    const deadly = async (lane: number) => {
      const random = createSeededRandom(2_000 + lane)
      for (let round = lane; round < KILLS; round += KILLING_LANES) {
        const victim = await startServer()
        // By the first phone's events, so anywhere between the search and the end.
        const killedAt = 2 + Math.floor(random() * 14)
        await Promise.all(
          Array.from({ length: ASKED_OF_EACH }, async (_, k) => {
            const addresses = [victim.address]
            const phone = await askByPhone(question(`slowly, number ${round}-${k}`), {
              nextServer: () => addresses.pop() ?? addressOf(round + k),
              isLost(seenHere) {
                if (k === 0 && seenHere === killedAt) victim.child.kill('SIGKILL')
                return false
              },
            })
            await check(phone, addressOf(round + k + 1))
          }),
        )
        await victim.kill()
      }
    }

    await Promise.all([
      ...Array.from({ length: LANES }, (_, lane) => steady(lane)),
      ...Array.from({ length: KILLING_LANES }, (_, lane) => deadly(lane)),
    ])
    expect(heard).toHaveLength(STEADY + KILLS * ASKED_OF_EACH)
    const restarted = heard.filter(({ lines }) => lines.some(({ event }) => event.type === 'answer-restart'))
    expect(restarted.length).toBeGreaterThan(KILLS)
    const connections = heard.reduce((sum, phone) => sum + phone.connections, 0)
    expect(connections).toBeGreaterThan(STEADY * 2)
    const { calls, aborts } = model.vendor
    // A leader can be killed between the model's last word and the end of its log.
    expect(calls - aborts).toBeGreaterThanOrEqual(heard.length)
    expect(calls).toBeLessThanOrEqual(heard.length + KILLS * ASKED_OF_EACH)
  })
})

describe('200 who ask the same at once, over four processes', () => {
  /** Fifty at each server, and what they hear. */
  const askAll = (name: string, at: (n: number) => string) =>
    Array.from({ length: 200 }, async (_, n) => {
      let connections = 0
      const nextServer = () => {
        connections += 1
        return at(connections === 1 ? n : n + connections)
      }
      return askByPhone(question(name), { nextServer, isLost: () => false })
    })

  const expectOne = async (phones: readonly Heard[], text: string) => {
    const stored = await storedText(phones[0]?.lines ?? [], addressOf(2))
    expect(stored).toBe(text)
    for (const { lines } of phones) {
      expect(lines.filter(isTerminal).map(({ event }) => event.type)).toEqual(['answer-end'])
      expect(shownText(lines)).toBe(stored)
    }
  }
  /** Of all servers; each tells the store at most a second later. */
  const readers = async () => {
    const response = await fetch(`${addressOf(0)}/v1/cache/stats`)
    return CacheStats.parse(await response.json()).totals.readers
  }
  const joined = (call: number) => textsOf(call).join('').trim()

  it('cost one call', async () => {
    model.vendor.setScript((_, index) => slowReply(textsOf(index), { delayMs: 100 }))
    const { calls } = model.vendor
    const phones = await Promise.all(askAll('everybody', addressOf))
    await expectOne(phones, joined(calls))
    expect(model.vendor.calls).toBe(calls + 1)
  })

  it.each([
    ['before its first word', 0],
    ['after its first words', 3],
  ])('all get the whole answer when its writer is killed %s', async (when, words) => {
    const victim = await startServer()
    const before = await readers()
    const name = `killed ${when}`
    const { calls, aborts } = model.vendor
    const never = new Promise<void>(() => undefined)
    model.vendor.setScript((_, index) => {
      const { steps = [] } = plainReply(textsOf(index))
      return { steps: index === calls ? [...steps.slice(0, words), { until: never }] : steps }
    })
    const at = (n: number) => (n % SERVERS === 0 ? victim.address : addressOf(n))
    const first = askByPhone(question(name), {
      nextServer: (() => {
        const addresses = [victim.address]
        return () => addresses.pop() ?? addressOf(1)
      })(),
      isLost: () => false,
    })
    await expect.poll(() => model.vendor.calls, { timeout: 20_000 }).toBe(calls + 1)
    const others = askAll(name, at)
    await expect.poll(readers, { timeout: 20_000, interval: 250 }).toBe(before + 201)
    await victim.kill()
    const phones = await Promise.all([first, ...others])
    await expectOne(phones, joined(calls + 1))
    expect(model.vendor.calls).toBe(calls + 2)
    expect(model.vendor.aborts).toBe(aborts + 1)
  })
})
