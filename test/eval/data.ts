import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import * as z from 'zod'
import { sha256Hex } from '../../shared/lib/hash.ts'
import { detectLanguage } from '../../shared/text/language.ts'

const CorpusDocument = z.object({
  id: z.string(),
  title: z.string().default(''),
  text: z.string(),
  url: z.string().optional(),
})
const EvalQuestion = z.object({
  id: z.string(),
  question: z.string(),
  answers: z.array(z.string()),
  doc_ids: z.array(z.string()),
  answerable: z.boolean(),
  lang: z.string(),
  negative_ids: z.array(z.string()).default([]),
  wrong_ids: z.array(z.string()).default([]),
  answer_kind: z.string().optional(),
})
const SummaryItem = z.object({
  id: z.string(),
  text: z.string(),
  summaries: z.array(z.string()),
  lang: z.string().default('en'),
})
const InjectionPrompt = z.object({
  id: z.string(),
  source: z.string(),
  text: z.string(),
  label: z.enum(['attack', 'benign']),
})
const InjectionContext = z.object({ id: z.string(), context: z.string(), question: z.string() })
const GroundTruth = z.object({ id: z.string(), url: z.string(), articleBody: z.string() })

export type EvalDocument = z.infer<typeof CorpusDocument> & { set: string; contentHash: string }
export type EvalQuestion = z.infer<typeof EvalQuestion>
export type EvalSet = { name: string; language: string; documents: EvalDocument[]; questions: EvalQuestion[] }

async function readJsonLines<Shape extends z.ZodType>(file: string, shape: Shape): Promise<z.infer<Shape>[]> {
  if (!existsSync(file)) return []
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line.trim() !== '')
  return lines.map((line, index) => {
    const parsed = shape.safeParse(JSON.parse(line))
    if (parsed.success) return parsed.data
    throw new Error(`${file}:${index + 1}: ${z.prettifyError(parsed.error)}`)
  })
}

/** Names of the folders of DIR that hold `file`, in order. */
async function setsWith(directory: string, file: string): Promise<string[]> {
  const names = await readdir(directory).catch(() => {
    throw new Error(`--data ${directory}: no such folder`)
  })
  return names.filter((name) => existsSync(path.join(directory, name, file))).sort()
}

/** Every corpus of DIR with its questions; a language is told by the questions, else by the text. */
export async function readSets(directory: string): Promise<EvalSet[]> {
  const sets: EvalSet[] = []
  for (const name of await setsWith(directory, 'corpus.jsonl')) {
    const corpus = await readJsonLines(path.join(directory, name, 'corpus.jsonl'), CorpusDocument)
    const questions = await readJsonLines(path.join(directory, name, 'questions.jsonl'), EvalQuestion)
    const told = questions[0]?.lang ?? detectLanguage(corpus[0]?.text ?? '') ?? 'en'
    const documents = corpus.map((document) => ({
      ...document,
      set: name,
      contentHash: sha256Hex(`${document.title}\n${document.text}`),
    }))
    sets.push({ name, language: told.split('-')[0] ?? told, documents, questions })
  }
  return sets
}

export type SummarySet = { name: string; items: z.infer<typeof SummaryItem>[] }

export async function readSummarySets(directory: string): Promise<SummarySet[]> {
  const names = await setsWith(directory, 'summaries.jsonl')
  return Promise.all(
    names.map(async (name) => ({
      name,
      items: await readJsonLines(path.join(directory, name, 'summaries.jsonl'), SummaryItem),
    })),
  )
}

export type ExtractionSet = { name: string; items: (z.infer<typeof GroundTruth> & { file: string })[] }

export async function readExtractionSets(directory: string): Promise<ExtractionSet[]> {
  const names = await setsWith(directory, 'ground-truth.jsonl')
  return Promise.all(
    names.map(async (name) => {
      const truths = await readJsonLines(path.join(directory, name, 'ground-truth.jsonl'), GroundTruth)
      const items = truths.map((truth) => ({
        ...truth,
        file: path.join(directory, name, 'html', `${truth.id}.html.gz`),
      }))
      return { name, items }
    }),
  )
}

/** Attacks, benign prompts with the words of attacks, and pages to plant attacks in; the detector is tuned on `even`. */
export async function readInjectionSets(directory: string) {
  const found = { attacks: [], benign: [], contexts: [] } as {
    attacks: (z.infer<typeof InjectionPrompt> & { half: string })[]
    benign: (z.infer<typeof InjectionPrompt> & { half: string })[]
    contexts: (z.infer<typeof InjectionContext> & { half: string })[]
  }
  const halved = <Item extends { id: string }>(items: readonly Item[]) =>
    items.map((item) => ({
      ...item,
      half: parseInt(sha256Hex(item.id).slice(0, 2), 16) % 2 === 0 ? 'even' : 'odd',
    }))
  for (const name of await setsWith(directory, 'prompts.jsonl')) {
    const prompts = halved(await readJsonLines(path.join(directory, name, 'prompts.jsonl'), InjectionPrompt))
    found.attacks.push(...prompts.filter(({ label }) => label === 'attack'))
    found.benign.push(...prompts.filter(({ label }) => label === 'benign'))
    found.contexts.push(
      ...halved(await readJsonLines(path.join(directory, name, 'contexts.jsonl'), InjectionContext)),
    )
  }
  return found
}
