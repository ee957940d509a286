import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readAnswer, startTestServer, type TestServer } from '../../support/test-server.ts'
import { askAll, bodyOf, expectOutcome } from './ask-all.ts'
import type { Outcome } from './outcome.ts'

const ANSWER_TIMEOUT_S = 4

export type FailingVendor = {
  /** The models file's entry of the model that has a fault; its alias and idle timeout are added. */
  entryOf: (fault: string) => Record<string, unknown>
  close: () => Promise<void>
}

/**
 * Each fault, on a started server: a first reader as JSON or as a stream, and two followers. All get a whole
 * answer within its time, from the rung and for the reason that the fault leads to, and nothing bad is kept.
 */
export function describeFaults(
  name: string,
  faults: readonly { name: string; outcome: Outcome }[],
  startVendor: () => Promise<FailingVendor>,
): void {
  describe(`a model that fails: ${name}`, () => {
    let vendor: FailingVendor
    let server: TestServer
    let folder: string
    const unhandled: unknown[] = []
    const note = (reason: unknown) => void unhandled.push(reason)

    beforeAll(async () => {
      process.on('unhandledRejection', note)
      vendor = await startVendor()
      // A model each, so that one's circuit breaker is not the other's.
      const models = faults.map((fault) => ({
        ...vendor.entryOf(fault.name),
        alias: fault.name,
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
      await vendor.close()
      await rm(folder, { recursive: true, force: true })
    })

    it.each(
      faults.flatMap((fault) => [
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
}
