import { Answer } from '../../../shared/api/answer.ts'
import { Live, Ready } from '../../../shared/api/health.ts'
import { SearchResponse } from '../../../shared/api/search.ts'
import { HEADER_STEPS } from './header-steps.ts'
import { readStream, synopsisOf } from './read-stream.ts'
import type { Step, StepOptions } from './run-steps.ts'
import { expectStatus, SmokeFailure } from './site.ts'

/** An answer that has just ended is sealed a moment later. */
const SEALED_AFTER_MS = 2_000

async function live({ site, signal }: StepOptions) {
  const response = await expectStatus(await site.send('/health/live', { signal, key: null }), 200)
  const { success, data } = Live.safeParse(await response.json().catch(() => undefined))
  if (!success) throw new SmokeFailure('something answers there, but it is not Ingot')
  return `version ${data.version}`
}

async function ready({ site, signal }: StepOptions) {
  const response = await site.send('/health/ready', { signal, key: null })
  if (response.status !== 503) await expectStatus(response, 200)
  const { status, dependencies } = Ready.parse(await response.json())
  const told = Object.entries(dependencies).map(([name, state]) => `${name} ${state}`)
  if (status !== 'ready') throw new SmokeFailure(`not ready: ${told.join(', ')}`)
  return told.join(', ')
}

async function search({ site, question, signal }: StepOptions) {
  const request = { signal, method: 'POST', body: { query: question, limit: 3 } }
  const response = await expectStatus(await site.send('/v1/search', request), 200)
  const { hits, warnings } = SearchResponse.parse(await response.json())
  const [first] = hits
  if (first) return `first of ${hits.length}: "${first.title}"`
  const why = warnings.map(({ code }) => code).join(', ') || 'no warning'
  throw new SmokeFailure(
    `nothing found (${why}): is a search provider configured, or --question off the mark?`,
  )
}

async function answer({ site, question, signal, found }: StepOptions) {
  const headers = { accept: 'text/event-stream' }
  const request = { signal, method: 'POST', headers, body: { question } }
  const response = await expectStatus(await site.send('/v1/answers', request), 200)
  const events = await readStream(response, signal)
  const start = events[0]?.event
  if (start?.type !== 'answer-start') throw new SmokeFailure('the first event is not answer-start')
  const end = events.at(-1)?.event
  if (end?.type !== 'answer-end') throw new SmokeFailure('the last event is not answer-end')
  const synopsis = synopsisOf(events)
  if (synopsis === '') throw new SmokeFailure('the answer has no text')
  found.answer = { id: start.id, events, synopsis }
  const words = events.find(({ event }) => event.type === 'synopsis-delta')
  const { mode, cache } = end
  return `${events.length} events, first words after ${words?.atMs} ms; ${mode.served}, ${mode.model ?? 'no model'}; ${cache.state}`
}

/** Goes on from the middle of the stream, as a phone does that has lost its connection. */
async function resume({ site, signal, found }: StepOptions) {
  if (!found.answer) return { skipped: 'there is no answer to go on with' }
  const { id, events, synopsis } = found.answer
  const numbered = events.filter((one) => one.id !== null)
  const middle = numbered[Math.floor((numbered.length - 1) / 2)]
  if (!middle?.id) throw new SmokeFailure('no event has an id to go on from')
  const before = events.slice(0, events.indexOf(middle) + 1)
  const headers = { accept: 'text/event-stream', 'last-event-id': String(middle.id) }
  const response = await expectStatus(await site.send(`/v1/answers/${id}/events`, { signal, headers }), 200)
  const rest = await readStream(response, signal)
  const repeated = rest.find((one) => one.id !== null && one.id <= Number(middle.id))
  if (repeated) throw new SmokeFailure(`event ${repeated.id} came again after Last-Event-ID ${middle.id}`)
  const whole = synopsisOf([...before, ...rest])
  if (whole !== synopsis) {
    throw new SmokeFailure(
      `the text is another one: ${whole.length} characters in place of ${synopsis.length}`,
    )
  }
  return `${before.length} events before, ${rest.length} after; the same text`
}

/** Not asked a third time unless nothing was generated for the second: a model costs money. */
async function repeated({ site, question, signal, found }: StepOptions) {
  if (!found.answer) return { skipped: 'there is no answer to repeat' }
  for (const waitMs of [SEALED_AFTER_MS, 0]) {
    const request = { signal, method: 'POST', body: { question } }
    const response = await expectStatus(await site.send('/v1/answers', request), 200)
    const { synopsis } = Answer.parse(await response.json())
    const status = response.headers.get('cache-status')
    if (status === null) throw new SmokeFailure('the reply has no Cache-Status')
    if (/^ingot; hit\b/.test(status)) {
      if (synopsis !== found.answer.synopsis) throw new SmokeFailure(`${status}, but with another text`)
      return status
    }
    if (waitMs === 0 || !status.includes('collapsed'))
      throw new SmokeFailure(`Cache-Status: ${status}: not a hit`)
    await new Promise((resolve) => setTimeout(resolve, waitMs))
  }
  throw new SmokeFailure('not a hit')
}

/** In the order in which they build on each other. */
export const SMOKE_STEPS: readonly Step[] = [
  { name: 'live', run: live },
  { name: 'ready', run: ready },
  ...HEADER_STEPS,
  { name: 'search', run: search },
  { name: 'answer, streamed', run: answer },
  { name: 'resumed in the middle', run: resume },
  { name: 'the same question again', run: repeated },
]
