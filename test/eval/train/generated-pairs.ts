import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import * as z from 'zod'
import { sha256Hex } from '../../../shared/lib/hash.ts'
import { createSeededRandom } from '../../support/seeded-random.ts'
import type { QuestionPair } from '../semantic-pairs.ts'
import { chineseRewordings, englishRewordings, LIKENESSES, type Rewording } from './rewordings.ts'

const Asked = z.object({ question: z.string(), doc_ids: z.array(z.string()) })

/** Sets of questions under open licences: CC BY-SA 4.0 and 3.0, CC BY 4.0, Apache-2.0. */
const OPEN_SETS = ['squad2', 'xquad-en', 'covidqa', 'hotpotqa', 'musique', 'cmrc2018', 'drcd', 'xquad-zh']
const SEED = 11

type OpenQuestion = { text: string; passage: string; isChinese: boolean }

/**
 * Pairs made by rule from openly licensed questions: rewordings as positives; other questions on the same
 * passage and one word exchanged, left out or denied as negatives.
 */
export async function generatePairs(
  directory: string,
): Promise<{ pairs: QuestionPair[]; files: { name: string; sha256: string }[] }> {
  const random = createSeededRandom(SEED)
  const files: { name: string; sha256: string }[] = []
  const pairs: QuestionPair[] = []
  for (const name of OPEN_SETS) {
    const file = path.join(directory, name, 'questions.jsonl')
    if (!existsSync(file)) continue
    const text = await readFile(file, 'utf8')
    files.push({ name: `qa/${name}`, sha256: sha256Hex(text) })
    const questions = text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => Asked.parse(JSON.parse(line)))
      .map(({ question, doc_ids: [passage = ''] }) => ({
        text: question.trim(),
        passage,
        isChinese: /\p{Script=Han}/u.test(question),
      }))
    pairs.push(...pairsOf(questions, random))
  }
  return { pairs, files }
}

function* pairsOf(questions: readonly OpenQuestion[], random: () => number): Generator<QuestionPair> {
  const pick = <Member>(from: readonly Member[]): Member | undefined =>
    from[Math.floor(random() * from.length)]
  for (const [index, question] of questions.entries()) {
    const before = questions[index - 1]
    if (isNear(question, before)) yield pairOf(question, before.text, 0)
    const rules = question.isChinese ? chineseRewordings : englishRewordings
    const reworded = applySome(question.text, rules, random)
    if (reworded !== undefined) yield pairOf(question, reworded, 1)
    const again = applySome(question.text, rules, random)
    if (reworded !== undefined && again !== undefined && again !== reworded)
      yield { ...pairOf(question, again, 1), a: reworded }
    const changed = changeOne(question.text, pick(questions)?.text ?? '', random)
    if (changed !== undefined) yield pairOf(question, applySome(changed, rules, random) ?? changed, 0)
  }
}

function changeOne(text: string, other: string, random: () => number): string | undefined {
  const changed = LIKENESSES[Math.floor(random() * LIKENESSES.length)]?.(text, { random, other })
  return changed === text ? undefined : changed
}

const isNear = (one: OpenQuestion, other: OpenQuestion | undefined): other is OpenQuestion =>
  other?.passage === one.passage && other.text !== one.text

const pairOf = (question: OpenQuestion, b: string, label: 0 | 1): QuestionPair => ({
  set: question.isChinese ? 'generated_zh' : 'generated',
  a: question.text,
  b,
  label,
  weight: 1,
})

/** One to three rules that change something; undefined: none does. */
function applySome(text: string, rules: readonly Rewording[], random: () => number): string | undefined {
  let form = text
  for (let left = 1 + Math.floor(random() * 3), tries = 0; left > 0 && tries < 12; tries += 1) {
    const next = rules[Math.floor(random() * rules.length)]?.(form, random) ?? form
    if (next !== form) left -= 1
    form = next
  }
  return form === text ? undefined : form
}
