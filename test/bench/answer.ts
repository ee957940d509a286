import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type ServerProcess, startServerProcess } from '../support/server-process.ts'
import { createTextWriter } from '../support/text-writer.ts'

const DOCUMENTS = 600
const WARM_UP = 20
const QUESTIONS = 100
const UPLOADS_AT_ONCE = 4

/**
 * The whole server over HTTP, with about 20,000 passages: questions to the end of an extractive synopsis,
 * one after the other, warm; then a restart on the same state. Times in ms, memory in MB.
 */
export async function benchAnswer(): Promise<{ table: string; figures: Record<string, number> }> {
  const stateDir = await mkdtemp(path.join(tmpdir(), 'ingot-bench-answer-'))
  const environment = { INGOT_WEB_SEARCH: '' }
  let server = await startServerProcess(stateDir, environment)
  try {
    const writer = createTextWriter()
    const ingestStartedAt = performance.now()
    await ingest(
      server,
      Array.from({ length: DOCUMENTS }, () => writer.text()),
    )
    const ingest_s = (performance.now() - ingestStartedAt) / 1_000
    const firstAt = performance.now()
    await ask(server, writer.question())
    const first_question_ms = performance.now() - firstAt

    const times: number[] = []
    for (let count = 0; count < WARM_UP + QUESTIONS; count += 1) {
      const startedAt = performance.now()
      await ask(server, writer.question())
      if (count >= WARM_UP) times.push(performance.now() - startedAt)
    }
    times.sort((a, b) => a - b)
    const rss_mb = await residentMegabytes(server)

    await server.kill()
    const restartedAt = performance.now()
    server = await startServerProcess(stateDir, environment)
    await ask(server, writer.question())
    const figures = {
      documents: DOCUMENTS,
      ingest_s,
      first_question_ms,
      answer_median_ms: times[QUESTIONS / 2] ?? 0,
      answer_p95_ms: times[QUESTIONS * 0.95] ?? 0,
      restart_and_answer_ms: performance.now() - restartedAt,
      rss_mb,
    }
    const lines = Object.entries(figures).map(([name, figure]) => `${name.padEnd(24)}${figure.toFixed(1)}`)
    return { table: lines.join('\n'), figures }
  } finally {
    await server.kill()
    await rm(stateDir, { recursive: true, force: true })
  }
}

async function post(server: ServerProcess, route: string, body: object): Promise<void> {
  const response = await fetch(server.address + route, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: {
      'content-type': 'application/json',
      accept: route === '/v1/answers' ? 'text/event-stream' : '*/*',
    },
  })
  const text = await response.text()
  if (!response.ok || text.includes('answer-error'))
    throw new Error(`${route}: ${response.status} ${text.slice(-300)}`)
}

const ask = (server: ServerProcess, question: string) => post(server, '/v1/answers', { question })

async function ingest(server: ServerProcess, texts: readonly string[]): Promise<void> {
  let next = 0
  const upload = async () => {
    for (let at = next++; at < texts.length; at = next++) {
      await post(server, '/v1/documents', { title: `Report ${at}`, text: texts[at] })
    }
  }
  await Promise.all(Array.from({ length: UPLOADS_AT_ONCE }, upload))
}

/** Resident memory of the server, from the system. */
async function residentMegabytes({ child }: ServerProcess): Promise<number> {
  const { execFile } = await import('node:child_process')
  const { promisify } = await import('node:util')
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(child.pid)])
  return Number(stdout) / 1_000
}
