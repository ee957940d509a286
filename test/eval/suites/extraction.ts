import { readFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import { Readability } from '@mozilla/readability'
import { parseHTML } from 'linkedom'
import { createPageReader } from '../../../shared/adapters/pages/page-reader.ts'
import { readExtractionSets } from '../data.ts'
import { withInterval } from '../measures/statistics.ts'
import type { SetFigures, SuiteFigures } from '../report.ts'
import type { SuiteOptions } from './suite-options.ts'

const SHINGLE = 4

/** Precision and recall of one page, over runs of four words. */
type Overlap = { precision: number; recall: number }

/** How much of the article the page reader finds, and how much else: F1 of mean precision and mean recall. */
export async function extractionSuite({ data, set, baseline }: SuiteOptions): Promise<SuiteFigures> {
  const reader = createPageReader({ fetchAllow: [] })
  const figures: SuiteFigures = {}
  for (const { name, items } of await readExtractionSets(data)) {
    if (set && name !== set) continue
    const ours: Overlap[] = []
    const plain: Overlap[] = []
    let ms = 0
    for (const { file, url, articleBody } of items) {
      const bytes = gunzipSync(await readFile(file))
      const startedAt = performance.now()
      const outcome = await reader.parse(bytes, { name: 'page.html', origin: url })
      ms += performance.now() - startedAt
      ours.push(overlap(outcome.kind === 'page' ? outcome.page.text : '', articleBody))
      if (baseline) plain.push(overlap(readabilityAlone(bytes.toString('utf8')), articleBody))
    }
    figures[name] = toFigures(ours, baseline ? plain : undefined, ms / Math.max(items.length, 1))
  }
  return figures
}

function readabilityAlone(html: string): string {
  try {
    return new Readability(parseHTML(html).document as unknown as Document).parse()?.textContent ?? ''
  } catch {
    return ''
  }
}

function toFigures(ours: readonly Overlap[], plain: readonly Overlap[] | undefined, ms: number): SetFigures {
  const meanOf = (pages: readonly Overlap[], indices: readonly number[], part: keyof Overlap) =>
    indices.reduce((sum, index) => sum + (pages[index]?.[part] ?? 0), 0) / Math.max(indices.length, 1)
  const score = (pages: readonly Overlap[]) => (indices: readonly number[]) => {
    const [precision, recall] = [meanOf(pages, indices, 'precision'), meanOf(pages, indices, 'recall')]
    return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall)
  }
  const all = ours.map((_, index) => index)
  const figures: SetFigures = {
    n: ours.length,
    precision: meanOf(ours, all, 'precision'),
    recall: meanOf(ours, all, 'recall'),
    f1: withInterval(ours.length, score(ours)),
    ms_per_page: ms,
  }
  if (!plain) return figures
  return {
    ...figures,
    f1_baseline: withInterval(ours.length, score(plain)),
    f1_gain: withInterval(ours.length, (indices) => score(ours)(indices) - score(plain)(indices)),
  }
}

function overlap(text: string, truth: string): Overlap {
  const found = shingles(text)
  const wanted = shingles(truth)
  let shared = 0
  let total = 0
  for (const [shingle, count] of found) {
    shared += Math.min(count, wanted.get(shingle) ?? 0)
    total += count
  }
  const all = [...wanted.values()].reduce((sum, count) => sum + count, 0)
  return { precision: total === 0 ? 0 : shared / total, recall: all === 0 ? 0 : shared / all }
}

function shingles(text: string): Map<string, number> {
  const words = text.match(/[\p{L}\p{N}_]+/gu) ?? []
  const counts = new Map<string, number>()
  for (let at = 0; at <= Math.max(0, words.length - SHINGLE); at += 1) {
    const shingle = words.slice(at, at + SHINGLE).join(' ')
    if (shingle) counts.set(shingle, (counts.get(shingle) ?? 0) + 1)
  }
  return counts
}
