import { createExtractiveWriter } from '../../../shared/adapters/extractive/synopsis-writer.ts'
import { splitPassages } from '../../../shared/text/passages.ts'
import { lead } from '../baseline/overlap-sentences.ts'
import { readSummarySets, type SummarySet } from '../data.ts'
import { bestRouge, type Rouge } from '../measures/rouge.ts'
import { mean, meanWithInterval, median } from '../measures/statistics.ts'
import { measured, type SetFigures, type SuiteFigures } from '../report.ts'
import type { SuiteOptions } from './suite-options.ts'

/** References shorter than this (characters, median) ask for one sentence, others for three. */
const SHORT_REFERENCE = 160

/** ROUGE of the extractive summary; the length asked for follows the references, as a user's would. */
export async function summariesSuite({ data, set, baseline }: SuiteOptions): Promise<SuiteFigures> {
  const figures: SuiteFigures = {}
  for (const asked of await readSummarySets(data)) {
    if (!set || asked.name === set) figures[asked.name] = await measureSet(asked, baseline)
  }
  return figures
}

async function measureSet({ items }: SummarySet, baseline: boolean): Promise<SetFigures> {
  const lengths = items
    .map(({ summaries }) => mean(summaries.map((summary) => summary.length)))
    .sort((a, b) => a - b)
  const isShort = (lengths[Math.floor(lengths.length / 2)] ?? 0) < SHORT_REFERENCE
  const ours: Rouge[] = []
  const plain: Rouge[] = []
  const times: number[] = []
  for (const { text, summaries, lang } of items) {
    const startedAt = performance.now()
    const summary = await summarize(text, lang, isShort ? 'short' : 'medium')
    times.push(performance.now() - startedAt)
    ours.push(bestRouge(summary, summaries, lang))
    if (baseline) plain.push(bestRouge(lead(text, isShort ? 1 : 3), summaries, lang))
  }
  const compare = (name: keyof Rouge) =>
    measured(
      name,
      ours.map((score) => score[name]),
      baseline ? plain.map((score) => score[name]) : undefined,
    )
  const over3 = items.map(
    ({ text, summaries, lang }, index) =>
      (ours[index]?.rouge1 ?? 0) - bestRouge(lead(text, 3), summaries, lang).rouge1,
  )
  return {
    n: items.length,
    ...compare('rouge1'),
    rouge1_over_lead3: meanWithInterval(over3),
    ...compare('rouge2'),
    ...compare('rougeL'),
    ms_per_text: median(times),
  }
}

async function summarize(text: string, language: string, length: 'short' | 'medium'): Promise<string> {
  const passages = splitPassages(text).map((passage) => ({ ...passage, source: 1, title: '', score: 1 }))
  const order = { title: '', passages, focus: null, language, length }
  let summary = ''
  for await (const part of createExtractiveWriter().summarize(order, {
    signal: new AbortController().signal,
  })) {
    if (part.type === 'text-delta') summary += part.text
  }
  return summary.replace(/\s*\[\d+\]/g, '')
}
