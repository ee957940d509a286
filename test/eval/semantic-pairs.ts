import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import * as z from 'zod'
import { sha256Hex } from '../../shared/lib/hash.ts'

const LabelledPair = z.object({ a: z.string(), b: z.string(), label: z.union([z.literal(0), z.literal(1)]) })
const Clustered = z.object({ q: z.string(), cluster: z.string() })

/** Two questions; label 1: the answer to one may be served for the other. */
export type QuestionPair = { set: string; a: string; b: string; label: 0 | 1; weight: number }

/** Of the sets in the folder: may weights that are given away be trained on them? (Its README names the licences.) */
export const PAIR_SETS: readonly { name: string; isOpen: boolean; weight: number }[] = [
  { name: 'qqp', isOpen: false, weight: 1 },
  { name: 'mqp', isOpen: false, weight: 1.5 },
  { name: 'checklist', isOpen: true, weight: 1 },
  { name: 'checklist_unseen', isOpen: true, weight: 1 },
  { name: 'word_order', isOpen: false, weight: 2 },
  { name: 'polarity_authored', isOpen: true, weight: 3 },
  { name: 'adv_banking', isOpen: true, weight: 4 },
  { name: 'adv_blindspots', isOpen: true, weight: 4 },
  { name: 'zh_lcqmc', isOpen: false, weight: 1 },
  { name: 'zh_bq', isOpen: false, weight: 1 },
  { name: 'zh_atec', isOpen: false, weight: 1 },
  { name: 'zh_polarity_authored', isOpen: true, weight: 3 },
]

export type PairFile = { name: string; isOpen: boolean; sha256: string; pairs: QuestionPair[] }

export async function readPairFiles(directory: string): Promise<PairFile[]> {
  const files: PairFile[] = []
  for (const { name, isOpen, weight } of PAIR_SETS) {
    const file = path.join(directory, `${name}.jsonl`)
    if (!existsSync(file)) continue
    const text = await readFile(file, 'utf8')
    const pairs = linesOf(text).map((line) => ({
      set: name,
      weight,
      ...LabelledPair.parse(JSON.parse(line)),
    }))
    files.push({ name, isOpen, sha256: sha256Hex(text), pairs })
  }
  return files
}

/** Questions with the answer they share. */
export async function readClusters(directory: string): Promise<{ question: string; cluster: string }[]> {
  const file = path.join(directory, 'intents_banking77.jsonl')
  if (!existsSync(file)) return []
  return linesOf(await readFile(file, 'utf8')).map((line) => {
    const { q, cluster } = Clustered.parse(JSON.parse(line))
    return { question: q, cluster }
  })
}

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '')

/** The fold of each pair, 0 to `folds` − 1; pairs that are linked by their questions share one. */
export function foldsOf(pairs: readonly QuestionPair[], folds: number): number[] {
  const parents = new Map<string, string>()
  const rootOf = (question: string): string => {
    let root = question
    while (parents.has(root)) root = parents.get(root) ?? root
    let at = question
    while (at !== root) {
      const next = parents.get(at) ?? root
      parents.set(at, root)
      at = next
    }
    return root
  }
  const form = (question: string) =>
    question
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim()
  for (const { a, b } of pairs) {
    const [one, other] = [rootOf(form(a)), rootOf(form(b))]
    if (one !== other) parents.set(one, other)
  }
  return pairs.map(({ a }) => Number.parseInt(sha256Hex(`fold|${rootOf(form(a))}`, 8), 16) % folds)
}
