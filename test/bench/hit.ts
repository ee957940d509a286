import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DONE, deltaEvent, usageEvent } from '../support/scripted-openai-server.ts'
import { type Child, cpuUsOf, startChild } from './support/child-process.ts'
import { documentsAbout, type Fleet, startFleet } from './support/fleet.ts'
import { load } from './support/load.ts'
import { atMost, type BenchReport, benchReport, median } from './support/report.ts'

const SOURCES = 6
const WARM_UP = 3_000
const ROUNDS = 15
/** Connections, and requests of one measurement. */
const LOADS = [
  { connections: 1, requests: 1_500 },
  { connections: 16, requests: 3_000 },
  { connections: 128, requests: 3_000 },
]
const RATIO_AT_MOST = 2.5
const BODY = {
  question: 'Who built the lighthouse, and what is it built on?',
  mode: 'fast',
  sources: ['documents'],
  max_sources: SOURCES,
}

/**
 * CPU of an exact hit answered as JSON (about 4 KB, six sources) over that of bare node:http answering with the
 * same headers and bytes, by turns, over the same kept connections. CPU is that of the server's process, all
 * threads; the store is another process, as it is on AWS. Microseconds a request, medians.
 */
export async function benchHit(): Promise<BenchReport> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ingot-bench-hit-'))
  const fleet = await startFleet({ servers: 1 })
  let bare: Child | undefined
  try {
    const { address, bytes } = await seed(fleet, path.join(folder, 'reply.json'))
    bare = await startChild('test/bench/support/bare-server.ts', {
      told: /listens on (\S+)/,
      arguments: [path.join(folder, 'reply.json')],
    })
    const ingot = { address, cpuUs: () => cpuUsOf(fleet.servers[0]?.child) }
    return report(await measure(ingot, { address: bare.told, cpuUs: bare.cpuUs }), bytes)
  } finally {
    await bare?.kill()
    await fleet.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Has the answer made, and writes down a hit of it, headers and all. */
async function seed(fleet: Fleet, file: string): Promise<{ address: string; bytes: number }> {
  await fleet.addDocuments(documentsAbout('lighthouse', SOURCES))
  const sentences = Array.from(
    { length: SOURCES },
    (_, index) => `The harbour board built it in 1911 [${index + 1}].`,
  )
  fleet.model.setScript({
    steps: [
      ...sentences.map((content) => deltaEvent({ content: `${content} ` })),
      deltaEvent({}, 'stop'),
      usageEvent(900, 120),
      DONE,
    ],
  })
  const { address } = fleet.servers[0] as { address: string }
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const response = await fetch(`${address}/v1/answers`, {
      method: 'POST',
      // The bare server is to answer the same bytes, to whoever asks.
      headers: { 'content-type': 'application/json', 'accept-encoding': 'identity' },
      body: JSON.stringify(BODY),
    })
    const body = await response.text()
    const { cache, sources } = JSON.parse(body) as { cache?: { state: string }; sources?: unknown[] }
    if (cache?.state === 'hit' && sources?.length === SOURCES) {
      const { date, connection, 'keep-alive': kept, ...headers } = Object.fromEntries(response.headers)
      await writeFile(file, JSON.stringify({ headers, body }))
      return { address, bytes: Buffer.byteLength(body) }
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('the answer was not sealed')
}

type Served = { address: string; cpuUs: () => number }
type Load = (typeof LOADS)[number]
type Measured = {
  load: Load
  ingotUs: number
  bareUs: number
  ratio: number
  perSecond: number
  barePerSecond: number
}

async function measure(ingot: Served, bare: Served): Promise<Measured[]> {
  const measured: Measured[] = []
  for (const load of LOADS) {
    await run(ingot, { ...load, requests: WARM_UP })
    await run(bare, { ...load, requests: WARM_UP })
    const rounds: { ingot: Cost; bare: Cost }[] = []
    for (let round = 0; round < ROUNDS; round += 1)
      rounds.push({ bare: await run(bare, load), ingot: await run(ingot, load) })
    measured.push({
      load,
      ingotUs: median(rounds.map((round) => round.ingot.us)),
      bareUs: median(rounds.map((round) => round.bare.us)),
      ratio: median(rounds.map((round) => round.ingot.us / round.bare.us)),
      perSecond: median(rounds.map((round) => round.ingot.perSecond)),
      barePerSecond: median(rounds.map((round) => round.bare.perSecond)),
    })
  }
  return measured
}

type Cost = { us: number; perSecond: number }

async function run({ address, cpuUs }: Served, { connections, requests }: Load): Promise<Cost> {
  const before = cpuUs()
  const startedAt = performance.now()
  await load(address, { path: '/v1/answers', body: JSON.stringify(BODY), connections, requests })
  const seconds = (performance.now() - startedAt) / 1_000
  return { us: (cpuUs() - before) / requests, perSecond: requests / seconds }
}

function report(measured: readonly Measured[], bytes: number): BenchReport {
  return benchReport({
    columns: [`hit of ${bytes} bytes`, 'CPU us', 'bare us', 'ratio', 'a second', 'bare a second'],
    rows: measured.map(({ load, ingotUs, bareUs, ratio, perSecond, barePerSecond }) => [
      `${load.connections} connections`,
      Math.round(ingotUs),
      Math.round(bareUs),
      ratio,
      Math.round(perSecond),
      Math.round(barePerSecond),
    ]),
    musts: measured.map(({ load, ratio }) =>
      atMost(`CPU over bare node:http, ${load.connections} connections`, RATIO_AT_MOST, ratio),
    ),
    figures: Object.fromEntries(
      measured.flatMap(({ load: { connections }, ingotUs, bareUs, ratio }) => [
        [`ratio_${connections}`, ratio],
        [`hit_cpu_us_${connections}`, ingotUs],
        [`bare_cpu_us_${connections}`, bareUs],
      ]),
    ),
  })
}
