import { Worker } from 'node:worker_threads'
import { IngotError } from '../../errors.ts'
import { unitVectors } from '../../lib/unit-vectors.ts'
import type { EmbeddingModel } from '../../ports/embedding-model.ts'

const ENTRY = new URL('./encode-worker.mjs', import.meta.url)
const DIMENSIONS = 512
/** The rest of a text counts little, and takes long. */
const CHARACTERS = 1_000
const TEXTS_AT_ONCE = 32
/** Who comes later than so many calls would wait too long for what it is worth. */
const WAITING_AT_MOST = 64

type Reply = { id: number; rows: number[][] } | { id: number; failure: string }
type Waiting = { resolve(rows: number[][]): void; reject(reason: unknown): void }

/**
 * Universal Sentence Encoder Lite (English), as the package `@energetic-ai/embeddings` brings it: no network, about
 * 30 ms a question, in a thread of its own, which starts with the first call and keeps no process alive.
 */
export function createSentenceEncoder(): EmbeddingModel {
  const waiting = new Map<number, Waiting>()
  /** Calls that the thread has not answered yet, waited for or not. */
  let running = 0
  let worker: Worker | undefined
  let calls = 0

  const failAll = (of: Worker, cause: unknown) => {
    // The end that follows an error is of a thread that was replaced already.
    if (worker !== of) return
    worker = undefined
    running = 0
    const failure = new IngotError('model_unavailable', 'The encoder ended.', { cause })
    for (const { reject } of waiting.values()) reject(failure)
    waiting.clear()
  }
  const start = () => {
    const started = new Worker(ENTRY)
    started.on('message', (reply: Reply) => {
      running -= 1
      const asked = waiting.get(reply.id)
      waiting.delete(reply.id)
      if ('rows' in reply) asked?.resolve(reply.rows)
      else
        asked?.reject(new IngotError('model_protocol_error', 'The encoder failed.', { cause: reply.failure }))
    })
    started.on('error', (cause) => failAll(started, cause))
    started.on('exit', (code) => failAll(started, `exit ${code}`))
    return started
  }

  const encode = async (texts: readonly string[], signal: AbortSignal): Promise<number[][]> => {
    signal.throwIfAborted()
    if (running >= WAITING_AT_MOST) {
      throw new IngotError('model_throttled', 'Too many texts wait for the encoder.')
    }
    worker ??= start()
    worker.ref()
    calls += 1
    const id = calls
    const { port, leave } = { port: worker, leave: () => waiting.get(id)?.reject(signal.reason) }
    signal.addEventListener('abort', leave, { once: true })
    try {
      return await new Promise<number[][]>((resolve, reject) => {
        waiting.set(id, { resolve, reject })
        running += 1
        port.postMessage({ id, texts: texts.map((text) => text.slice(0, CHARACTERS)) })
      })
    } finally {
      waiting.delete(id)
      if (waiting.size === 0) port.unref()
      signal.removeEventListener('abort', leave)
    }
  }

  return {
    id: `universal-sentence-encoder-lite/${DIMENSIONS}`,
    dimensions: DIMENSIONS,
    async embed(texts, { signal }) {
      const rows: number[][] = []
      for (let at = 0; at < texts.length; at += TEXTS_AT_ONCE) {
        rows.push(...(await encode(texts.slice(at, at + TEXTS_AT_ONCE), signal)))
      }
      return unitVectors(rows, { count: texts.length, dimensions: DIMENSIONS })
    },
  }
}
