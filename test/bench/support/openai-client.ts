import OpenAI from 'openai'
import type { BareOutcome } from './bare-client.ts'

const GIVE_UP_AFTER_MS = 60_000

/** What Ingot adds to the last chunk of OpenAI's shape. */
type Extended = { ingot?: { mode?: { served?: string }; cache?: { state?: string } } }

/** Asks for a stream with OpenAI's SDK as it comes, retries and all, and counts what it really sends. */
export async function askByOpenAi(address: string, { question }: { question: string }): Promise<BareOutcome> {
  const startedAt = performance.now()
  const since = () => performance.now() - startedAt
  const outcome: BareOutcome = {
    ...{
      status: 0,
      requests: 0,
      firstByteMs: Number.POSITIVE_INFINITY,
      firstTextMs: Number.POSITIVE_INFINITY,
    },
    ...{ end: null, served: null, state: '' },
  }
  const client = new OpenAI({
    baseURL: `${address}/v1`,
    apiKey: 'none',
    timeout: GIVE_UP_AFTER_MS,
    fetch: async (url, init) => {
      outcome.requests += 1
      const response = await fetch(url, init)
      outcome.status = response.status
      outcome.firstByteMs = Math.min(outcome.firstByteMs, since())
      return response
    },
  })
  try {
    const messages = [{ role: 'user' as const, content: question }]
    const stream = await client.chat.completions.create({ model: 'fast', messages, stream: true })
    for await (const chunk of stream) {
      const [choice] = chunk.choices
      if (choice?.delta.content) outcome.firstTextMs = Math.min(outcome.firstTextMs, since())
      if (!choice?.finish_reason) continue
      const { ingot } = chunk as Extended
      outcome.end = 'answer-end'
      outcome.served = ingot?.mode?.served ?? null
      outcome.state = ingot?.cache?.state ?? ''
    }
  } catch {
    // What was not answered has no end, and says its last status.
  }
  return outcome
}
