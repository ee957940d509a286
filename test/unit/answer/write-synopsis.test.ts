import { describe, expect, it } from 'vitest'
import type { ModelAccess, Place } from '../../../shared/answer/admission/model-access.ts'
import type { FlowEvent } from '../../../shared/answer/events.ts'
import { writeSynopsis } from '../../../shared/answer/write-synopsis.ts'
import type { Ladder, Rung } from '../../../shared/answer/writer-ladder.ts'
import { type ErrorCode, IngotError } from '../../../shared/errors.ts'
import { deadlineIn } from '../../../shared/lib/deadline.ts'
import type { SynopsisWriter, WriterPart } from '../../../shared/ports/synopsis-writer.ts'

const PASSAGE = {
  source: 1,
  title: 'Skarv',
  text: 'The lighthouse was built in 1887.',
  start: 0,
  end: 33,
  page: null,
  score: 1,
}
const USAGE = { inputTokens: 10, outputTokens: 5, reasoningTokens: 0 }
const finish = (more: object = {}): WriterPart => ({
  type: 'finish',
  answered: true,
  confidence: null,
  usage: USAGE,
  ...more,
})
const text = (it: string): WriterPart => ({ type: 'text-delta', text: it })

/** Each call of the writer plays the next of `plays`: parts, and then the error if there is one. */
function writerOf(served: SynopsisWriter['served'], plays: { parts?: WriterPart[]; fails?: ErrorCode }[]) {
  let call = 0
  async function* write(): AsyncGenerator<WriterPart> {
    const { parts = [], fails } = plays[call++] ?? {}
    yield* parts
    if (fails) throw new IngotError(fails, '')
  }
  const writer: SynopsisWriter = {
    model: served === 'extractive' ? null : `${served}-model`,
    served,
    write,
    summarize: write,
  }
  return writer
}

/** A way to a model that says what happens on it. */
function accessOf(
  log: string[],
  options: { notices?: number[]; end?: Awaited<ReturnType<typeof settle>>; again?: boolean },
) {
  let again = options.again ?? false
  const place: Place = {
    async *wait() {
      for (const position of options.notices ?? []) yield { position, etaMs: position * 1_000 }
      return options.end ?? { kind: 'admitted', signal: new AbortController().signal }
    },
    succeeded: () => void log.push('succeeded'),
    async failed({ code }, { hasShown }) {
      log.push(`${code}${hasShown ? ' after text' : ''}`)
      const isAsked = again
      again = false
      return isAsked
    },
    leave: () => void log.push('left'),
  }
  const access: ModelAccess = {
    begin: () => place,
    status: () => ({ state: 'available', running: 0, queued: 0, triedAgainAt: null }),
  }
  return access
}
type Outcome = ReturnType<Place['wait']> extends AsyncGenerator<unknown, infer End> ? End : never
const settle = async (): Promise<Outcome> => ({ kind: 'busy' })

async function write(rungs: Rung[], reason: Ladder['reason'] = null) {
  const events: FlowEvent[] = []
  const reported: string[] = []
  const stage = writeSynopsis({
    ladder: { rungs, reason },
    passages: [PASSAGE],
    links: [],
    language: 'en',
    deadline: deadlineIn(5_000),
    report: ({ code }) => reported.push(code),
    start: (writer, options) => writer.write({} as never, options),
  })
  for (;;) {
    const step = await stage.next()
    if (step.done) return { events, written: step.value, reported }
    events.push(step.value)
  }
}

const extractive = (): Rung => ({
  writer: writerOf('extractive', [{ parts: [text('The lighthouse was built in 1887 [1].'), finish()] }]),
  access: null,
})
const typesOf = (events: FlowEvent[]) => events.map(({ type }) => type)

describe('writing down the ladder', () => {
  it('tells the place in the queue, and then writes', async () => {
    const log: string[] = []
    const writer = writerOf('deep', [{ parts: [text('Built in 1887 [1].'), finish()] }])
    const { events, written } = await write([
      { writer, access: accessOf(log, { notices: [2, 1] }) },
      extractive(),
    ])
    expect(events.slice(0, 2)).toEqual([
      { type: 'queue', position: 2, eta_ms: 2_000 },
      { type: 'queue', position: 1, eta_ms: 1_000 },
    ])
    expect(written).toMatchObject({ served: 'deep', model: 'deep-model', reason: null })
    expect(log).toEqual(['succeeded', 'left'])
  })

  it.each([
    [{ kind: 'busy' }, 'model_busy'],
    [{ kind: 'refused', reason: 'model_throttled' }, 'model_throttled'],
  ] as const)('goes one rung down when there is no way in: %j', async (end, reason) => {
    const log: string[] = []
    const writer = writerOf('deep', [])
    const { events, written } = await write([{ writer, access: accessOf(log, { end }) }, extractive()])
    expect(events[0]).toEqual({ type: 'mode-change', served: 'extractive', model: null, reason })
    expect(written).toMatchObject({ served: 'extractive', model: null, reason })
    expect(log).toEqual(['left'])
  })

  it('asks the same model once more before a word was shown, and tells nobody', async () => {
    const log: string[] = []
    const writer = writerOf('fast', [
      { fails: 'model_unavailable' },
      { parts: [text('Built in 1887 [1].'), finish()] },
    ])
    const { events, written } = await write([
      { writer, access: accessOf(log, { again: true }) },
      extractive(),
    ])
    expect(typesOf(events)).toEqual(['synopsis-delta', 'citation'])
    expect(written).toMatchObject({ served: 'fast', reason: null })
    expect(log).toEqual(['model_unavailable', 'succeeded', 'left'])
  })

  it('has the reader discard what a failed model had shown', async () => {
    const log: string[] = []
    const writer = writerOf('fast', [{ parts: [text('The lighthouse is ')], fails: 'model_timeout' }])
    const { events, written } = await write([{ writer, access: accessOf(log, {}) }, extractive()])
    expect(typesOf(events)).toEqual([
      'synopsis-delta',
      'answer-restart',
      'mode-change',
      'synopsis-delta',
      'citation',
    ])
    expect(written).toMatchObject({ served: 'extractive', reason: 'model_timeout' })
    expect(log).toEqual(['model_timeout after text', 'left'])
  })

  it('warns of a text that has no end', async () => {
    const writer = writerOf('fast', [{ parts: [text('Built in 1887 [1]. It was'), finish({ isCut: true })] }])
    const { events, written } = await write([{ writer, access: accessOf([], {}) }, extractive()])
    expect(events.at(-1)).toEqual({ type: 'warning', code: 'synopsis_cut' })
    expect(written.isCut).toBe(true)
  })

  it.each([
    ['what the source it cites does not say', 'It was built in 1999 [1].', [{ start: 0, end: 20 }]],
    [
      'what it cites nothing for and no source says',
      'Built in 1887 [1]. Today a museum shows whale bones there.',
      [{ start: 19, end: 58 }],
    ],
    [
      'nothing, where a source says what is not cited',
      'Built in 1887 [1]. The lighthouse was built in 1887.',
      [],
    ],
    [
      'nothing, where nothing is claimed',
      '# The story of Skarv lighthouse\n\nIn short:\n\nBuilt in 1887 [1].',
      [],
    ],
  ])('warns of %s', async (_, synopsis, claims) => {
    const writer = writerOf('fast', [{ parts: [text(synopsis), finish()] }])
    const { events } = await write([{ writer, access: accessOf([], {}) }, extractive()])
    const warnings = events.filter(({ type }) => type === 'warning')
    expect(warnings).toEqual(
      claims.length > 0 ? [{ type: 'warning', code: 'claims_unsupported', claims }] : [],
    )
  })

  it('warns of no claims when it says that the sources do not say', async () => {
    const parts = [
      text('The sources say nothing about the height of the tower.'),
      finish({ answered: false }),
    ]
    const { events } = await write([{ writer: writerOf('fast', [{ parts }]), access: accessOf([], {}) }])
    expect(typesOf(events)).not.toContain('warning')
  })

  it('takes a model that spent all its tokens on thoughts for one that failed', async () => {
    const log: string[] = []
    const writer = writerOf('deep', [
      { parts: [{ type: 'reasoning-delta', text: 'Hm.' }, finish({ isCut: true })] },
    ])
    const { written } = await write([{ writer, access: accessOf(log, {}) }, extractive()])
    expect(written).toMatchObject({ served: 'extractive', reason: 'model_error' })
    expect(log).toEqual(['model_protocol_error after text', 'left'])
  })

  it('leaves the sources alone when nobody can write', async () => {
    const broken: Rung = { writer: writerOf('extractive', [{ fails: 'internal' }]), access: null }
    const { events, written, reported } = await write([broken], 'no_model_configured')
    expect(events.at(-1)).toEqual({
      type: 'mode-change',
      served: 'search_only',
      model: null,
      reason: 'model_error',
    })
    expect(written).toMatchObject({ served: 'search_only', text: '', model: null })
    expect(reported).toEqual(['internal'])
  })
})
