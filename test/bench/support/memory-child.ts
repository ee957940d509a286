import { createMemoryTier } from '../../../shared/cache/memory-tier.ts'
import type { SealedAnswer } from '../../../shared/ports/answer-log.ts'
import { answerOf } from './typical-answer.ts'

/** Run with --expose-gc. Fills the memory tier with answers as the store hands them out, and tells its size. */
const [, , count = '0', maxBytes = '0'] = process.argv
const clock = { now: () => 1_800_000_000_000, sleep: async () => undefined }
const tier = createMemoryTier<object>({ clock, maxBytes: Number(maxBytes) })
const address = (n: number) => ({ scope: 'public', key: n.toString(16).padStart(40, '0') })

async function fill(from: number, to: number): Promise<void> {
  for (let n = from; n < to; n += 1) {
    const readAnswer = async () => JSON.parse(answerOf(n)) as SealedAnswer<object>
    await tier.read(address(n), { readAnswer })
  }
}
const sizes = async () => {
  for (let turn = 0; turn < 4; turn += 1) {
    globalThis.gc?.()
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const { rss, heapUsed, arrayBuffers, external } = process.memoryUsage()
  return { rss, heapUsed, arrayBuffers, external }
}

// The code and the shapes are there before the first size is taken; those answers are dropped again.
await fill(-500, 0)
for (let n = -500; n < 0; n += 1) tier.forget(address(n))
const before = await sizes()
await fill(0, Number(count))
const after = await sizes()
let kept = 0
for (let n = 0; n < Number(count); n += 1) if (tier.peek(address(n))) kept += 1
console.log(`sizes ${JSON.stringify({ before, after, kept })}`)
