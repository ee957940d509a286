import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ScriptedOpenAiServer, startScriptedOpenAiServer } from '../../support/scripted-openai-server.ts'
import { readAnswer, startTestServer, type TestServer } from '../../support/test-server.ts'
import { askAll, bodyOf, expectOutcome } from './ask-all.ts'
import { type Fault, OPENAI_FAULTS } from './faults.ts'

const ANSWER_TIMEOUT_S = 4
/** The two faults that no scripted reply can play. */
const CONNECTION_FAULTS: readonly Omit<Fault, 'reply'>[] = [
  { name: 'nobody-listens', outcome: { served: 'extractive', reason: 'model_unavailable' } },
  { name: 'hung-up-on', outcome: { served: 'extractive', reason: 'model_unavailable' } },
]

describe('a model that fails', () => {
  let vendor: ScriptedOpenAiServer
  let hangsUp: Server
  let server: TestServer
  let folder: string
  const unhandled: unknown[] = []
  const note = (reason: unknown) => void unhandled.push(reason)

  beforeAll(async () => {
    process.on('unhandledRejection', note)
    vendor = await startScriptedOpenAiServer(({ path: asked }) => {
      const name = asked.split('/')[1]
      return OPENAI_FAULTS.find((fault) => fault.name === name)!.reply
    })
    hangsUp = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1')
    await new Promise((resolve) => hangsUp.once('listening', resolve))
    const { port } = hangsUp.address() as AddressInfo
    const elsewhere: Record<string, string> = {
      'nobody-listens': 'http://127.0.0.1:1/v1',
      'hung-up-on': `http://127.0.0.1:${port}/v1`,
    }
    // A model each, so that one's circuit breaker is not the other's.
    const models = [...OPENAI_FAULTS, ...CONNECTION_FAULTS].map(({ name }) => ({
      alias: name,
      adapter: 'openai-compatible',
      model: name,
      base_url: elsewhere[name] ?? vendor.baseUrl.replace('/v1', `/${name}/v1`),
      idle_timeout_s: 0.4,
    }))
    folder = await mkdtemp(path.join(tmpdir(), 'ingot-faults-'))
    const modelsFile = path.join(folder, 'models.json')
    await writeFile(modelsFile, JSON.stringify({ models, ladder: ['extractive'] }))
    server = await startTestServer({ modelsFile, answerTimeoutS: ANSWER_TIMEOUT_S })
    await server.addText('Skarv', 'The lighthouse of Skarv was built in 1887 by the engineer Ada Holm.')
  })
  afterAll(async () => {
    process.off('unhandledRejection', note)
    await server.close()
    hangsUp.close()
    await vendor.close()
    await rm(folder, { recursive: true, force: true })
  })

  it.each(
    [...OPENAI_FAULTS, ...CONNECTION_FAULTS].flatMap((fault) => [
      { ...fault, first: 'stream' as const },
      { ...fault, first: 'json' as const },
    ]),
  )('$name: every reader gets a whole answer in time ($first first)', async ({ name, outcome, first }) => {
    const startedAt = performance.now()
    const seen = await askAll(server, { model: name, first })
    expect(performance.now() - startedAt).toBeLessThan((ANSWER_TIMEOUT_S + 2) * 1_000)
    expectOutcome(seen, outcome)
    expect(seen.filter(({ answer }) => answer.cache.state === 'miss')).toHaveLength(1)

    await server.settled()
    const again = await readAnswer(await server.post('/v1/answers', bodyOf(name, first)))
    expect(again.synopsis).toBe(seen[0]?.answer.synopsis)
    // What was written under difficulties is soon written anew.
    const isSound = outcome.reason === null && outcome.warning === undefined
    if (isSound) expect(again.cache.expires_in_s).toBeGreaterThan(60)
    else expect(again.cache.expires_in_s).toBeLessThanOrEqual(60)
    expect(unhandled).toEqual([])
  })
})
