import { expect } from 'vitest'
import { Answer } from '../../../shared/api/answer.ts'
import { isTerminal, shownText } from '../../support/event-reader.ts'
import { readEvents, type StreamedLine, type TestServer } from '../../support/test-server.ts'
import type { Outcome } from './outcome.ts'

type Body = { question: string; mode: 'fast'; model: string; max_sources: number }
const question = 'When was the lighthouse of Skarv built?'

/** The model is part of the key, and so is the number of sources: each first reader has a fill of their own. */
export const bodyOf = (model: string, first: 'json' | 'stream'): Body => ({
  question,
  mode: 'fast',
  model,
  max_sources: first === 'json' ? 8 : 7,
})
export type Seen = { answer: Answer; lines: StreamedLine[] | null }

/** One question, asked by a first reader and by two followers, as JSON and as a stream each. */
export async function askAll(
  server: TestServer,
  { model, first }: { model: string; first: 'json' | 'stream' },
): Promise<Seen[]> {
  const body = bodyOf(model, first)
  const ways = first === 'json' ? [asJson, asStream, asJson] : [asStream, asJson, asStream]
  return Promise.all(ways.map((ask) => ask(server, body)))
}

async function asJson(server: TestServer, body: Body): Promise<Seen> {
  const response = await server.post('/v1/answers', body)
  expect(response.status).toBe(200)
  return { answer: Answer.parse(await response.json()), lines: null }
}

async function asStream(server: TestServer, body: Body): Promise<Seen> {
  const response = await server.post('/v1/answers', body, { accept: 'text/event-stream' })
  const lines = await readEvents(response)
  expect(lines.filter(isTerminal)).toHaveLength(1)
  expect(isTerminal(lines.at(-1)!)).toBe(true)
  const end = lines.at(-1)?.event
  if (end?.type !== 'answer-end') throw new Error(`it ended as ${JSON.stringify(end)}`)
  const { type: _, ...rest } = end
  const nothing = { citations: [], sources: [], follow_ups: [], reasoning: null, warnings: [] }
  return { answer: Answer.parse({ ...nothing, ...rest, synopsis: shownText(lines) }), lines }
}

/** Every reader has the same whole answer, of the rung and for the reason that the fault leads to. */
export function expectOutcome(
  seen: readonly Seen[],
  { served, reason, isRestarted = false, warning }: Outcome,
) {
  const [one] = seen
  expect(one?.answer.synopsis).toContain('1887')
  for (const { answer, lines } of seen) {
    expect(answer.status).toBe('completed')
    expect(answer.mode).toMatchObject({ requested: 'fast', served, reason })
    expect(answer.synopsis).toBe(one?.answer.synopsis)
    if (lines === null) {
      if (warning !== undefined) expect(answer.warnings.map(({ code }) => code)).toContain(warning)
      continue
    }
    const types = lines.map(({ event }) => event.type)
    expect(types.filter((type) => type === 'answer-restart')).toHaveLength(isRestarted ? 1 : 0)
    expect(types.filter((type) => type === 'mode-change')).toHaveLength(reason === null ? 0 : 1)
  }
}
