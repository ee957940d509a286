import type { NumberedEvent } from '../../../shared/answer/answers.ts'
import type { Answer, AnswerSource, Citation } from '../../../shared/api/answer.ts'
import type { AnswerError } from '../../../shared/api/answer-events.ts'
import { decodeAnswerId } from '../../../shared/cache/answer-id.ts'
import { placeOfEvent } from '../../../shared/cache/event-id.ts'
import type { EventStreamOptions, Message } from '../event-stream.ts'
import { dataLine } from './ask.ts'
import {
  emptyResponse,
  MESSAGE_AT,
  messageId,
  messageItem,
  type ResponseHead,
  responseOf,
  searchItem,
  searchResults,
  textPart,
} from './response-object.ts'
import { annotationOf } from './sources.ts'
import { createFollowing } from './told.ts'

/** Numbers for each of the logs that a fill may have: its first, and one more for every takeover. */
const NUMBERS_A_LOG = 1_000_000
/** `response.created` and `response.in_progress` are the same whatever the log. */
const HEADER_NUMBERS = 2
const TEXT_AT = { output_index: MESSAGE_AT, content_index: 0 }

/** An event with the name by which its repetition is known; null: it has no other like it. */
type Draft = { name: string | null; event: { type: string } & Record<string, unknown> }

/**
 * A reading, which begins at its first event, as the events of the Responses API. A number says the same to every
 * reader, at any time, on any instance, so that `starting_after` works: the events that a log amounts to are
 * counted in its order, told or not. Told are those after `after` that were not told before in the same words.
 */
export function createResponseTelling(options: {
  head: ResponseHead
  /** The last number that the client has; null: it has none. */
  after: number | null
}): NonNullable<EventStreamOptions['tell']> {
  const { head, after } = options
  const { fill } = decodeAnswerId(head.id)
  const told = new Set<string>()
  const draftsOf = createDrafting(head)
  let fence = fill
  let next = 0
  let failed = false

  const numberOf = () => {
    const number = (next < HEADER_NUMBERS ? 0 : (fence - fill) * NUMBERS_A_LOG) + next
    next += 1
    return number
  }
  const write = ({ name, event }: Draft): string => {
    const sequence_number = numberOf()
    const isKnown = (name !== null && told.has(name)) || (after !== null && sequence_number <= after)
    if (name !== null) told.add(name)
    return isKnown ? '' : line({ ...event, sequence_number })
  }
  const fail = (error: Failure): Message => {
    failed = true
    const sequence_number = Math.max(numberOf(), (after ?? -1) + 1)
    return { text: line({ ...failure(head, error), sequence_number }), last: true }
  }
  const enter = (id: number | null): void => {
    if (id === null || placeOfEvent(id).fence === fence) return
    fence = placeOfEvent(id).fence
    next = HEADER_NUMBERS
  }
  /** The client has text of a log that has been given up, and this one's may differ. */
  const isOfAnotherLog = () =>
    after !== null &&
    after >= HEADER_NUMBERS &&
    next >= HEADER_NUMBERS &&
    Math.floor(after / NUMBERS_A_LOG) !== fence - fill

  return (numbered: NumberedEvent) => {
    if (failed) return { text: '', last: true }
    enter(numbered.id)
    if (numbered.id !== null && isOfAnotherLog()) return fail(BEGUN_ANEW)
    const { drafts, error, last } = draftsOf(numbered.event)
    if (error) return fail(error)
    return { text: drafts.map(write).join(''), last }
  }
}

type Failure = Pick<AnswerError, 'code' | 'message'>
const BEGUN_ANEW: Failure = {
  code: 'superseded',
  message: 'The answer was begun anew after what you have of it. Retrieve the whole of it.',
}

const line = (event: { type: string; sequence_number: number }): string =>
  `id: ${event.sequence_number}\nevent: ${event.type}\n${dataLine(event)}`

function failure(head: ResponseHead, { code, message }: Failure) {
  const error = { code, message }
  // OpenAI's client throws at an `error` beside the type and keeps nothing of the response.
  if (head.tongue === 'perplexity') return { type: 'response.failed', error }
  return { type: 'response.failed', response: { ...emptyResponse(head, 'failed'), error } }
}

type Drafts = { drafts: Draft[]; error?: Failure; last: boolean }

/** What each event of the answer amounts to. */
function createDrafting(head: ResponseHead): (event: NumberedEvent['event']) => Drafts {
  const follow = createFollowing()
  let queries: readonly string[] = []
  let sources: readonly AnswerSource[] = []
  let isSearchOpen = false
  let isMessageOpen = false
  let annotations = 0

  const openSearch = (asked: readonly string[]): Draft[] => {
    if (isSearchOpen) return []
    isSearchOpen = true
    queries = asked
    return searchBegun(head, asked)
  }
  const openMessage = (found: readonly AnswerSource[], asked: readonly string[]): Draft[] => {
    if (isMessageOpen) return []
    isMessageOpen = true
    sources = found
    return [...openSearch(asked), ...searchDone(head, queries, found), ...messageBegun(head)]
  }
  const annotate = (citation: Citation): Draft[] =>
    annotationOf(citation, sources).map((annotation) => {
      const annotation_index = annotations++
      const event = { type: 'response.output_text.annotation.added', item_id: messageId(head), ...TEXT_AT }
      return { name: `annotation ${annotation_index}`, event: { ...event, annotation_index, annotation } }
    })

  return (event) => {
    const told = follow(event)
    switch (told?.kind) {
      case 'start':
        return going(created(head))
      case 'restart':
        isSearchOpen = false
        isMessageOpen = false
        annotations = 0
        return going([])
      case 'search':
        return going(openSearch(told.queries))
      case 'text': {
        const opened = openMessage(told.sources ?? sources, [])
        return going([...opened, delta(head, told.text)])
      }
      case 'citation':
        return going(annotate(told.citation))
      case 'end': {
        const { answer } = told
        const opened = openMessage(answer.sources, [answer.standalone_question])
        return { drafts: [...opened, ...ended(head, answer)], last: true }
      }
      case 'failed':
        return { drafts: [], error: told.error, last: true }
      default:
        return going([])
    }
  }
}

const going = (drafts: Draft[]): Drafts => ({ drafts, last: false })
const once = (event: Draft['event'], name = event.type): Draft => ({ name, event })

const created = (head: ResponseHead): Draft[] =>
  ['response.created', 'response.in_progress'].map((type) =>
    once({ type, response: emptyResponse(head, 'in_progress') }),
  )

function searchBegun(head: ResponseHead, queries: readonly string[]): Draft[] {
  if (head.tongue === 'perplexity') {
    return [
      once({ type: 'response.reasoning.started' }),
      once({ type: 'response.reasoning.search_queries', queries }),
    ]
  }
  const item = searchItem(head, queries, null) as { id: string }
  const about = { output_index: 0, item_id: item.id }
  return [
    once({ type: 'response.output_item.added', output_index: 0, item }, 'search added'),
    once({ type: 'response.web_search_call.in_progress', ...about }),
    once({ type: 'response.web_search_call.searching', ...about }),
  ]
}

function searchDone(
  head: ResponseHead,
  queries: readonly string[],
  sources: readonly AnswerSource[],
): Draft[] {
  const item = searchItem(head, queries, sources)
  const added = once({ type: 'response.output_item.added', output_index: 0, item }, 'search added')
  const done = once({ type: 'response.output_item.done', output_index: 0, item }, 'search done')
  if (head.tongue === 'perplexity') {
    return [
      once({ type: 'response.reasoning.search_results', results: searchResults(sources) }),
      once({ type: 'response.reasoning.stopped' }),
      added,
      done,
    ]
  }
  const { id } = item as { id: string }
  return [once({ type: 'response.web_search_call.completed', output_index: 0, item_id: id }), done]
}

const messageBegun = (head: ResponseHead): Draft[] => [
  once(
    {
      type: 'response.output_item.added',
      output_index: MESSAGE_AT,
      item: messageItem(head, 'in_progress', []),
    },
    'message added',
  ),
  once({
    type: 'response.content_part.added',
    item_id: messageId(head),
    ...TEXT_AT,
    part: textPart('', []),
  }),
]

/** An empty one repeats what was told, and only takes its number. */
const delta = (head: ResponseHead, text: string): Draft => ({
  name: text === '' ? 'nothing' : null,
  event: {
    type: 'response.output_text.delta',
    item_id: messageId(head),
    ...TEXT_AT,
    delta: text,
    logprobs: [],
  },
})

function ended(head: ResponseHead, answer: Answer): Draft[] {
  const response = responseOf(answer, head)
  const item = response.output[MESSAGE_AT] as ReturnType<typeof messageItem>
  const [part] = item.content
  const at = { item_id: messageId(head), ...TEXT_AT }
  const type = answer.status === 'completed' ? 'response.completed' : 'response.incomplete'
  return [
    once({ type: 'response.output_text.done', ...at, text: answer.synopsis, logprobs: [] }),
    once({ type: 'response.content_part.done', ...at, part }),
    once({ type: 'response.output_item.done', output_index: MESSAGE_AT, item }, 'message done'),
    once({ type, response }),
  ]
}
