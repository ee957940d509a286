import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DONE, deltaEvent, type ScriptedReply, usageEvent } from '../support/scripted-openai-server.ts'
import { ask, resume, type Seen } from './support/ask.ts'
import { documentsAbout, type Fleet, type FleetServer, startFleet } from './support/fleet.ts'
import { atMost, type BenchReport, benchReport, exactly, type Must } from './support/report.ts'

const READERS = 200
const PROCESSES = 4
const ROUNDS = 3
const FIRST_TOKEN_MS = 300
const LAST_TOKEN_MS = 500
const SEARCH_MS = 400
const TRIES = 6

/**
 * 200 identical questions at once on a cold cache, half of them as JSON, half as streams: on one process, on
 * four processes of one store, and there with the leader killed (SIGKILL) while it searches, while it waits
 * for the model's first token, and in mid-answer. Readers of a dead server go on at another by the answer's id,
 * or ask again if they had not heard of it, as clients do. Counts are sums over the rounds.
 */
export async function benchHerd(): Promise<BenchReport> {
  const wiki = await startSlowWiki()
  const environmentOf = (name: string) => ({
    INGOT_WEB_SEARCH: 'mediawiki',
    INGOT_MEDIAWIKI_URL: `${wiki.origin}/${name}/{language}/api.php`,
  })
  const outcomes: Outcome[] = []
  try {
    outcomes.push(
      await withFleet({ servers: 1 }, (fleet) => runCase('one process', fleet, { kill: 'never' })),
    )
    await withFleet({ servers: PROCESSES, environmentOf }, async (fleet) => {
      outcomes.push(await runCase('4 processes', fleet, { kill: 'never' }))
      outcomes.push(await runCase('killed in the search', fleet, { kill: 'search', wiki }))
      outcomes.push(await runCase('killed before the first token', fleet, { kill: 'call' }))
      outcomes.push(await runCase('killed in mid-answer', fleet, { kill: 'answer' }))
    })
  } finally {
    await wiki.close()
  }
  return report(outcomes)
}

type Kill = 'never' | 'search' | 'call' | 'answer'
type Outcome = {
  name: string
  kill: Kill
  calls: number[]
  completed: number
  whole: number
  /** Readers of a terminal event, or of a reply in JSON, whatever it says. */
  ended: number
  /** What readers were told instead of an answer. */
  failures: string[]
  lastMs: number[]
}

async function withFleet<Value>(
  options: Parameters<typeof startFleet>[0],
  use: (fleet: Fleet) => Promise<Value>,
): Promise<Value> {
  const fleet = await startFleet(options)
  try {
    await fleet.addDocuments(documentsAbout('lighthouse', 3))
    return await use(fleet)
  } finally {
    await fleet.close()
  }
}

let asked = 0

async function runCase(
  name: string,
  fleet: Fleet,
  { kill, wiki }: { kill: Kill; wiki?: SlowWiki },
): Promise<Outcome> {
  const outcome: Outcome = {
    name,
    kill,
    calls: [],
    completed: 0,
    whole: 0,
    ended: 0,
    failures: [],
    lastMs: [],
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    asked += 1
    const before = { calls: fleet.model.calls, aborts: fleet.model.aborts }
    const killed = arrangeKill(fleet, kill, wiki)
    const sources = kill === 'search' ? ['web', 'documents'] : ['documents']
    const body = { question: `Who built the lighthouse of district ${asked}?`, mode: 'fast', sources }
    const startedAt = performance.now()
    const seen = await Promise.all(
      Array.from({ length: READERS }, (_, index) => readWhole(fleet, body, index)),
    )
    outcome.lastMs.push(performance.now() - startedAt)
    const calls = fleet.model.calls - before.calls
    outcome.calls.push(calls)
    outcome.completed += calls - (fleet.model.aborts - before.aborts)
    outcome.failures.push(...seen.flatMap(({ failure }) => failure ?? []))
    outcome.ended += seen.filter(({ hasEnded }) => hasEnded).length
    const text = `Call ${fleet.model.calls}: ${SENTENCES.join('')}`
    outcome.whole += seen.filter((each) => each.failure === undefined && each.text === text).length
    if (await killed()) await fleet.addServer()
  }
  return outcome
}

type Heard = { text: string; hasEnded: boolean; failure: string | undefined }

/** To the terminal event, whichever servers go away meanwhile. */
async function readWhole(fleet: Fleet, body: object, index: number): Promise<Heard> {
  // Each server has readers of both kinds.
  const accept = Math.floor(index / PROCESSES) % 2 === 0 ? 'text/event-stream' : 'application/json'
  let seen: Seen | undefined
  try {
    for (let attempt = 0; attempt < TRIES && (seen?.end ?? null) === null; attempt += 1) {
      const { address } = fleet.servers[(index + attempt) % fleet.servers.length] as FleetServer
      seen = seen && seen.id !== '' ? await resume(address, seen) : await ask(address, body, accept)
    }
  } catch (thrown) {
    // Refused with a problem, or it came to no end in a minute.
    const isHung = thrown instanceof DOMException
    return { text: '', hasEnded: !isHung, failure: isHung ? 'hung' : String(thrown) }
  }
  const { text = '', end = null, last = {} } = seen ?? {}
  const failure = end === 'answer-end' ? undefined : String(last['code'] ?? 'broken off')
  return { text, hasEnded: end !== null, failure }
}

const SENTENCES = ['The harbour board ', 'built it [1].']
const MID_ANSWER_MS = (FIRST_TOKEN_MS + LAST_TOKEN_MS) / 2

/** Scripts the model's next calls, and what happens to whoever makes the first of them. Tells whether it did. */
function arrangeKill(fleet: Fleet, kill: Kill, wiki: SlowWiki | undefined): () => Promise<boolean> {
  let killing: Promise<void> | undefined
  const killCaller = (path: string) => {
    const server = fleet.servers.find(({ name }) => path.startsWith(`/${name}/`))
    if (server) killing ??= fleet.kill(server)
  }
  if (wiki) wiki.onSearch = killCaller
  const { calls } = fleet.model
  fleet.model.setScript(({ path }, index) => {
    const isFirst = index === calls
    if (isFirst && kill === 'call') killCaller(path)
    if (isFirst && kill === 'answer') setTimeout(() => killCaller(path), MID_ANSWER_MS)
    return slowReply(`Call ${index + 1}: `, { stopsAt: isFirst ? kill : 'never' })
  })
  return async () => {
    if (wiki) wiki.onSearch = () => undefined
    await killing
    return killing !== undefined
  }
}

/** However slow the machine is, the call does not come past the point where its caller is killed. */
function slowReply(opening: string, { stopsAt }: { stopsAt: Kill }): ScriptedReply {
  const [first = '', ...rest] = SENTENCES
  const stopAt = (kill: Kill) => (stopsAt === kill ? ['hang' as const] : [])
  return {
    steps: [
      ...stopAt('call'),
      { delayMs: FIRST_TOKEN_MS },
      deltaEvent({ content: opening + first }),
      ...stopAt('answer'),
      { delayMs: LAST_TOKEN_MS - FIRST_TOKEN_MS },
      ...rest.map((content) => deltaEvent({ content })),
      deltaEvent({}, 'stop'),
      usageEvent(100, 20),
      DONE,
    ],
  }
}

/** A wiki that finds nothing, and takes its time for it. */
async function startSlowWiki() {
  const wiki = {
    origin: '',
    onSearch: (_: string): void => undefined,
    close: async (): Promise<void> => undefined,
  }
  const server = createServer((request, response) => {
    wiki.onSearch(request.url ?? '')
    const found = { batchcomplete: true, query: { searchinfo: { totalhits: 0 }, search: [] } }
    setTimeout(() => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(found))
    }, SEARCH_MS)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  wiki.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  wiki.close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return wiki
}
type SlowWiki = Awaited<ReturnType<typeof startSlowWiki>>

function report(outcomes: readonly Outcome[]): BenchReport {
  const all = READERS * ROUNDS
  return benchReport({
    columns: [
      'case',
      'calls a round',
      'completed calls',
      'whole answers',
      'ended',
      'failures',
      'last reader ms, worst',
    ],
    rows: outcomes.map(({ name, calls, completed, whole, ended, failures, lastMs }) => [
      name,
      calls.join(' '),
      completed,
      `${whole}/${all}`,
      `${ended}/${all}`,
      [...new Set(failures)].join(' '),
      Math.round(Math.max(...lastMs)),
    ]),
    musts: outcomes.flatMap((outcome) => mustsOf(outcome, all)),
    figures: Object.fromEntries(
      outcomes.flatMap(({ name, calls, completed, whole, ended, lastMs }) => {
        const key = name.replaceAll(/[ -]/g, '_')
        return [
          [`${key}_calls_most`, Math.max(...calls)],
          [`${key}_completed`, completed],
          [`${key}_not_whole`, all - whole],
          [`${key}_not_ended`, all - ended],
          [`${key}_last_ms`, Math.round(Math.max(...lastMs))],
        ]
      }),
    ),
  })
}

function mustsOf({ name, kill, calls, completed, whole, ended }: Outcome, all: number): Must[] {
  const most = Math.max(...calls)
  const ofCalls =
    kill === 'never' || kill === 'search'
      ? exactly(`${name}: model calls a round, most`, 1, most)
      : atMost(`${name}: model calls a round, most`, 2, most)
  return [
    ofCalls,
    exactly(`${name}: model calls that were read to their end, a round`, 1, completed / ROUNDS),
    exactly(`${name}: readers without an end`, 0, all - ended),
    exactly(`${name}: readers without the whole text`, 0, all - whole),
  ]
}
