import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createLocalIndex } from '../../shared/adapters/local-index/document-index.ts'
import type { DocumentIndex, IndexChange } from '../../shared/ports/document-index.ts'
import { splitPassages } from '../../shared/text/passages.ts'
import { createTextWriter } from '../support/text-writer.ts'

const DOCUMENTS = 600
const DOCUMENTS_IN_BATCH = 20
const QUERIES = 200
const COLLECTION = 'tenant:bench'

/** Index and search about 20,000 passages of 500 characters. CPU in seconds, times in ms, sizes in MB. */
export async function benchIndex(): Promise<{ table: string; figures: Record<string, number> }> {
  const directory = await mkdtemp(path.join(tmpdir(), 'ingot-bench-index-'))
  try {
    const figures = await measure(directory)
    const table = Object.entries(figures)
      .map(
        ([name, figure]) => `${name.padEnd(24)}${figure.toLocaleString('en', { maximumFractionDigits: 2 })}`,
      )
      .join('\n')
    return { table, figures }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

async function measure(directory: string): Promise<Record<string, number>> {
  const writer = createTextWriter()
  const texts = Array.from({ length: DOCUMENTS }, () => writer.text())
  const memoryBefore = process.memoryUsage.rss()
  const index = createLocalIndex({ directory })

  let splitCpu = 0
  let applyCpu = 0
  let longestBatchMs = 0
  for (let from = 0; from < texts.length; from += DOCUMENTS_IN_BATCH) {
    const [changes, splitting] = await cpuOf(async () =>
      texts.slice(from, from + DOCUMENTS_IN_BATCH).map((text, order) => toChange(text, from + order)),
    )
    const startedAt = performance.now()
    const [, applying] = await cpuOf(() => index.apply(COLLECTION, from + 1, changes))
    longestBatchMs = Math.max(longestBatchMs, performance.now() - startedAt)
    splitCpu += splitting
    applyCpu += applying
  }
  const { passages } = await index.size(COLLECTION)
  const times = await timeQueries(index, writer)
  index.close()

  const startedAt = performance.now()
  const reopened = createLocalIndex({ directory })
  await reopened.search(COLLECTION, writer.question(), { limit: 10 })
  const reopenMs = performance.now() - startedAt
  reopened.close()

  return {
    passages,
    split_cpu_s: splitCpu,
    tokens_and_index_cpu_s: applyCpu,
    total_cpu_s: splitCpu + applyCpu,
    longest_batch_ms: longestBatchMs,
    query_median_ms: times[Math.floor(times.length / 2)] ?? 0,
    query_p95_ms: times[Math.floor(times.length * 0.95)] ?? 0,
    reopen_and_query_ms: reopenMs,
    rss_growth_mb: (process.memoryUsage.rss() - memoryBefore) / 1e6,
    disk_mb: (await diskBytes(directory)) / 1e6,
  }
}

async function timeQueries(
  index: DocumentIndex,
  writer: ReturnType<typeof createTextWriter>,
): Promise<number[]> {
  const times: number[] = []
  for (let count = 0; count < QUERIES; count += 1) {
    const startedAt = performance.now()
    await index.search(COLLECTION, writer.question(), { limit: 30 })
    times.push(performance.now() - startedAt)
  }
  return times.sort((a, b) => a - b)
}

function toChange(text: string, order: number): IndexChange {
  const id = `doc_${order}`
  const title = `Report ${order}`
  const facts = { origin: null, site: null, language: 'en', published: null, contentHash: id }
  const passages = splitPassages(text).map((passage) => ({ documentId: id, ...passage }))
  return { kind: 'put', document: { id, title, ...facts }, passages }
}

async function cpuOf<Found>(work: () => Promise<Found>): Promise<[Found, number]> {
  const before = process.cpuUsage()
  const found = await work()
  const { user, system } = process.cpuUsage(before)
  return [found, (user + system) / 1e6]
}

async function diskBytes(directory: string): Promise<number> {
  const names = await readdir(directory)
  const sizes = await Promise.all(names.map(async (name) => (await stat(path.join(directory, name))).size))
  return sizes.reduce((sum, size) => sum + size, 0)
}
