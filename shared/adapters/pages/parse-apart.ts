import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { type ResourceLimits, Worker } from 'node:worker_threads'
import { IngotError } from '../../errors.ts'
import type { Extracted } from './extracted.ts'
import type { ParseJob } from './formats/extract.ts'

/** Parses in a thread of its own. Rejects with the reason of an abort; a parser's crash is `internal`. */
export type ParseApart = (job: ParseJob, options: { signal?: AbortSignal }) => Promise<Extracted>

const THREADS = 2
const HEAP: ResourceLimits = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 }
/** Buffers lie outside the heap, where no limit of Node's holds: the process must not grow by more. */
const MAX_GROWTH_BYTES = 600_000_000
const LOOK_EVERY_MS = 50

const tooLarge = (reason: string): Extracted => ({ kind: 'too-large', reason })

/**
 * From source, tsx compiles the worker too. A bundle must have `parse-worker.mjs`, bundled from
 * `parse-worker.ts`, beside the file that this module ends up in.
 */
function workerEntry(): { url: URL; execArgv: string[] } {
  if (!import.meta.url.endsWith('.ts'))
    return { url: new URL('./parse-worker.mjs', import.meta.url), execArgv: [] }
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
  return { url: new URL('./parse-worker.ts', import.meta.url), execArgv: ['--import', tsx] }
}

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

function runJob(job: ParseJob, timeoutMs: number, signal: AbortSignal | undefined): Promise<Extracted> {
  const { url, execArgv } = workerEntry()
  const worker = new Worker(url, { workerData: job, execArgv, resourceLimits: HEAP })
  const sizeBefore = process.memoryUsage.rss()
  const ended = new AbortController()
  return new Promise<Extracted>((resolve, reject) => {
    const looking = setInterval(() => {
      if (process.memoryUsage.rss() - sizeBefore > MAX_GROWTH_BYTES)
        resolve(tooLarge('needs too much memory'))
    }, LOOK_EVERY_MS)
    const timeout = setTimeout(() => resolve(tooLarge(`takes more than ${timeoutMs} ms to read`)), timeoutMs)
    ended.signal.addEventListener('abort', () => {
      clearInterval(looking)
      clearTimeout(timeout)
    })
    signal?.addEventListener('abort', () => reject(signal.reason), { signal: ended.signal })
    worker.once('message', resolve)
    worker.once('error', (cause) => {
      if ('code' in cause && cause.code === 'ERR_WORKER_OUT_OF_MEMORY')
        resolve(tooLarge('needs too much memory'))
      else reject(new IngotError('internal', 'The parser failed.', { cause }))
    })
    worker.once('exit', () => reject(new IngotError('internal', 'The parser ended without a word.')))
  }).finally(async () => {
    ended.abort()
    await worker.terminate()
  })
}

/**
 * Runs parsers where they can be stopped: bounded in time, heap and buffers, one thread a job, so that
 * nothing a hostile file leaves behind meets the next one. `timeoutMs` counts from the thread's start.
 */
export function createParseApart({ timeoutMs }: { timeoutMs: number }): ParseApart {
  const takeSlot = createSlots(THREADS)
  return async (job, { signal }) => {
    const release = await takeSlot(signal)
    try {
      return await runJob(job, timeoutMs, signal)
    } finally {
      release()
    }
  }
}
