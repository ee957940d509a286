import { EventSourceParserStream } from 'eventsource-parser/stream'
import type { AnswerSource, Citation } from '../../../shared/api/answer.ts'
import { type AnswerEnd, StreamedEvent } from '../../../shared/api/answer-events.ts'
import { IngotError } from '../../../shared/errors.ts'
import type { Connection } from './connect.ts'
import { request } from './request.ts'
import type { Terminal } from './terminal.ts'
import type { Ask } from './usage.ts'

type Options = { server: Connection; terminal: Terminal; signal: AbortSignal }

/** Asks and shows the answer. False when the answer ended in an error. */
export async function askQuestion(ask: Ask & { question: string }, options: Options): Promise<boolean> {
  const { server, terminal, signal } = options
  const sources = ['web', 'documents', 'my_documents']
  const init = {
    method: 'POST',
    body: JSON.stringify({ question: ask.question, mode: ask.mode, sources }),
    signal,
    headers: {
      'content-type': 'application/json',
      accept: ask.json ? 'application/json' : 'text/event-stream',
    },
  }
  const response = await request(server, '/v1/answers', init)
  if (ask.json) {
    terminal.out(JSON.stringify(await response.json(), null, 2))
    return true
  }
  if (!response.body) throw new IngotError('internal', 'The server sent no stream.')
  const events = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream())
  const shown = createView(terminal)
  for await (const { data } of events) {
    const event = StreamedEvent.parse(JSON.parse(data))
    shown.show(event)
    if (event.type === 'answer-end') return true
    if (event.type === 'answer-error') return false
  }
  throw new IngotError('internal', 'The stream stopped without an end.')
}

/** Prints events as they come: phases on stderr where somebody watches, the synopsis on stdout. */
function createView(terminal: Terminal) {
  const sources: Pick<AnswerSource, 'n' | 'title' | 'url'>[] = []
  const cited: Cited = new Map()
  let doubtful: DoubtfulCitation[] = []
  let synopsis = ''
  let hasText = false
  return {
    show(event: StreamedEvent): void {
      showPhase(terminal, event)
      switch (event.type) {
        case 'source':
          sources.push(event)
          break
        case 'synopsis-delta':
          hasText = true
          synopsis += event.text
          terminal.write(event.text)
          break
        case 'answer-restart':
          synopsis = ''
          doubtful = []
          if (hasText) terminal.write(`\n${terminal.dim(`(starting again: ${event.reason})`)}\n`)
          break
        case 'citation':
          cited.set(event.source, [...(cited.get(event.source) ?? []), event.page])
          if (event.verdict !== 'supported') doubtful.push(event)
          break
        case 'answer-error':
          terminal.write(hasText ? '\n' : '')
          terminal.note(`${event.code}: ${event.message}`)
          break
        case 'answer-end':
          terminal.out('\n')
          showDoubts(terminal, doubtful, synopsis)
          showSources(terminal, sources, cited)
          showTimings(terminal, event)
          break
        default:
      }
    },
  }
}

type DoubtfulCitation = Pick<Citation, 'source' | 'verdict' | 'claim_start' | 'claim_end'>

/** A claim that its source does not bear out is said to be so. */
function showDoubts(terminal: Terminal, doubtful: readonly DoubtfulCitation[], synopsis: string): void {
  for (const { source, verdict, claim_start, claim_end } of doubtful) {
    const how = verdict === 'partial' ? 'only in part supported' : 'not supported'
    terminal.out(`! ${how} by [${source}]: ${synopsis.slice(claim_start, claim_end)}`)
  }
  if (doubtful.length > 0) terminal.out('')
}

/** Phases are for people who watch; a warning belongs to the answer. */
function showPhase(terminal: Terminal, event: StreamedEvent): void {
  const phase = describePhase(event)
  if (phase && (terminal.watched || event.type === 'warning')) terminal.note(terminal.dim(phase))
}

/** What is going on, in a line; empty for events that are shown in another way. */
function describePhase(event: StreamedEvent): string {
  const detail = (...parts: (string | null | undefined)[]) => parts.filter(Boolean).join(', ')
  switch (event.type) {
    case 'search-start':
      return `searching: ${event.queries.join(' · ')}`
    case 'page-read':
      return event.read === 'full' && event.ms === 0 ? '' : `read [${event.n}] ${event.read}, ${event.ms} ms`
    case 'mode-change':
      return `writing: ${detail(event.served, event.model, event.reason)}`
    case 'warning':
      return `warning: ${detail(event.code, event.source ? `source ${event.source}` : null, event.reason)}`
    default:
      return ''
  }
}

/** Number of a source -> the pages cited of it. */
type Cited = Map<number, (number | null)[]>

function showSources(
  terminal: Terminal,
  sources: readonly Pick<AnswerSource, 'n' | 'title' | 'url'>[],
  cited: Cited,
): void {
  for (const { n, title, url } of sources) {
    const pages = [...new Set(cited.get(n))].filter((page) => page !== null).sort((a, b) => a - b)
    const where = pages.length > 0 ? `, p. ${pages.join(', ')}` : ''
    const line = `[${n}] ${title}${where}${url ? `  ${url}` : ''}`
    terminal.out(cited.has(n) ? line : terminal.dim(line))
  }
}

function showTimings(terminal: Terminal, { timing, mode, cache }: AnswerEnd): void {
  const { search_ms, read_ms, first_delta_ms, total_ms } = timing
  const served = mode.model ? `${mode.served} (${mode.model})` : mode.served
  const times = `search ${search_ms} ms · read ${read_ms} ms · first text ${first_delta_ms ?? '–'} ms · total ${total_ms} ms`
  const copy =
    cache.state === 'hit' || cache.state === 'stale' ? ` · from the cache, ${cache.age_s} s old` : ''
  terminal.note(terminal.dim(`\n${served}${copy} · ${times}`))
}
