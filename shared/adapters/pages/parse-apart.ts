import { type ResourceLimits, Worker } from 'node:worker_threads'
import { IngotError } from '../../errors.ts'
import type { Extracted } from './extracted.ts'
import type { ParseJob } from './formats/extract.ts'

/** Parses in a thread of its own. Rejects with the reason of an abort; a parser's crash is `internal`. */
export type ParseApart = (job: ParseJob, options: { signal?: AbortSignal }) => Promise<Extracted>

const THREADS = 2
const HEAP: ResourceLimits = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 }
const LOOK_EVERY_MS = 50

const tooLarge = (reason: string): Extracted => ({ kind: 'too-large', reason })

/** A bundle must have `parse-worker.mjs`, bundled from `parse-worker.ts`, beside the file this module ends up in. */
const ENTRY = new URL('./parse-worker.mjs', import.meta.url)

/** At most `count` at once; the others wait in line, or until they are aborted. */
function createSlots(count: number): (signal: AbortSignal | undefined) => Promise<() => void> {
  let taken = 0
  const waiting = new Set<() => void>()
  const release = () => {
    taken -= 1
    const [next] = waiting
    next?.()
  }
  return (signal) =>
    new Promise((resolve, reject) => {
      const leave = () => {
        waiting.delete(take)
        reject(signal?.reason)
      }
      const take = () => {
        waiting.delete(take)
        signal?.removeEventListener('abort', leave)
        taken += 1
        resolve(release)
      }
      if (signal?.aborted) return leave()
      if (taken < count) return take()
      waiting.add(take)
      signal?.addEventListener('abort', leave, { once: true })
    })
}

type Limits = {
  /** From the thread's start. */
  timeoutMs: number
  /** Buffers lie outside the heap, where no limit of Node's holds: the process must not grow by more. */
  maxGrowthBytes: number
}

function withResolvers<Value>() {
  let resolve: (value: Value) => void = () => undefined
  let reject: (reason: unknown) => void = () => undefined
  const promise = new Promise<Value>((yes, no) => {
    resolve = yes
    reject = no
  })
  return { promise, resolve, reject }
}

async function runJob(
  job: ParseJob,
  { timeoutMs, maxGrowthBytes }: Limits,
  signal: AbortSignal | undefined,
): Promise<Extracted> {
  const sizeBefore = process.memoryUsage.rss()
  const worker = new Worker(ENTRY, { workerData: job, resourceLimits: HEAP })
  const { promise, resolve, reject } = withResolvers<Extracted>()
  const leave = () => reject(signal?.reason)
  const looking = setInterval(() => {
    if (process.memoryUsage.rss() - sizeBefore > maxGrowthBytes) resolve(tooLarge('needs too much memory'))
  }, LOOK_EVERY_MS)
  const timeout = setTimeout(() => resolve(tooLarge(`takes more than ${timeoutMs} ms to read`)), timeoutMs)
  signal?.addEventListener('abort', leave)
  worker.once('message', resolve)
  worker.once('error', (cause) => {
    const isFull = 'code' in cause && cause.code === 'ERR_WORKER_OUT_OF_MEMORY'
    if (isFull) resolve(tooLarge('needs too much memory'))
    else reject(new IngotError('internal', 'The parser failed.', { cause }))
  })
  worker.once('exit', () => reject(new IngotError('internal', 'The parser ended without a word.')))
  try {
    return await promise
  } finally {
    clearInterval(looking)
    clearTimeout(timeout)
    signal?.removeEventListener('abort', leave)
    await worker.terminate()
  }
}

/**
 * Runs parsers where they can be stopped: bounded in time, heap and buffers, one thread a job, so that
 * nothing a hostile file leaves behind meets the next one.
 */
export function createParseApart(limits: Limits): ParseApart {
  const takeSlot = createSlots(THREADS)
  return async (job, { signal }) => {
    const release = await takeSlot(signal)
    try {
      return await runJob(job, limits, signal)
    } finally {
      release()
    }
  }
}
