import { describe, expect, it } from 'vitest'
import type { AnswerIdentity } from '../../shared/ports/answer-log.ts'
import type { FillQueue } from '../../shared/ports/fill-queue.ts'

const fill = (n: number): AnswerIdentity => ({ scope: 'public', key: `a${n}`, fill: 1_800_000_000 + n })

/** What every queue must do. `make` gives one whose fills `work` is handed. */
export function fillQueueSuite(
  name: string,
  make: (work: (fill: AnswerIdentity) => Promise<void>) => Promise<FillQueue>,
): void {
  describe(`fill queue: ${name}`, () => {
    it('hands over every fill that is sent', async () => {
      const worked: AnswerIdentity[] = []
      const queue = await make(async (each) => void worked.push(each))
      const sent = [1, 2, 3, 4, 5].map(fill)
      for (const each of sent) await queue.send(each)
      await expect.poll(() => worked).toHaveLength(5)
      expect(worked).toEqual(expect.arrayContaining(sent))
    })

    it('keeps nobody who sends waiting for the work, nor one fill for another', async () => {
      const worked: number[] = []
      const queue = await make(async (each) => {
        worked.push(each.fill)
        await new Promise(() => undefined)
      })
      await queue.send(fill(1))
      await queue.send(fill(2))
      await expect.poll(() => worked).toEqual([1_800_000_001, 1_800_000_002])
    })
  })
}
