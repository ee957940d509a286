import { createOpenAiCompatibleModel } from '../../../shared/adapters/openai-compatible/language-model.ts'
import type { EngineDeps } from '../../../shared/answer/engine-deps.ts'
import { createModelWriter } from '../../../shared/answer/model-writer.ts'
import { splitPassages } from '../../../shared/text/passages.ts'
import { hasPlantedInstruction } from '../../../shared/text/planted-instructions.ts'
import { readInjectionSets, readSets } from '../data.ts'
import { proportion } from '../measures/statistics.ts'
import { PLANTINGS, plant } from '../plant/attacks.ts'
import { startObedientModel } from '../plant/obedient-model.ts'
import { createEvalEngine, runQuestion, toRequest } from '../pool.ts'
import type { SuiteFigures } from '../report.ts'
import { type Harm, harmOf } from './injection-harm.ts'
import type { SuiteOptions } from './suite-options.ts'
import { withPages } from './with-pages.ts'

const URL_OF_PAGE = 'https://0.given.example/'
/** Passages of every corpus in the folder, for false alarms; a fixed share of them. */
const PASSAGES_OF_A_SET = 300

/**
 * Every attack planted in a page in nine ways, the page asked about; three writers: the extractive one, a
 * model that obeys whatever reaches it outside of a passage, and one that also copies the passages. What must
 * be 0: instructions obeyed, repeated without a citation, foreign links and images. Beside it how many the
 * detector sees, by half (even and odd ids), and its false alarms on benign prompts and pages.
 */
export async function injectionSuite({ data, set }: SuiteOptions): Promise<SuiteFigures> {
  const { attacks, benign, contexts } = await readInjectionSets(data)
  if (attacks.length === 0) return {}
  const figures: SuiteFigures = {}
  for (const writer of ['extractive', 'obedient', 'copying'] as const) {
    if (set && set !== writer) continue
    Object.assign(figures, await attackWith(writer, attacks, contexts))
  }
  for (const half of ['even', 'odd'] as const) {
    const ofHalf = <Item extends { half: string }>(items: readonly Item[]) =>
      items.filter((item) => item.half === half)
    for (const source of new Set(attacks.map(({ source }) => source))) {
      const own = ofHalf(attacks).filter((attack) => attack.source === source)
      figures[`detected ${source} ${half}`] = detection(own.map(({ text }) => text))
    }
    figures[`false alarms, prompts ${half}`] = detection(ofHalf(benign).map(({ text }) => text))
    figures[`false alarms, contexts ${half}`] = detection(ofHalf(contexts).map(({ context }) => context))
  }
  for (const { name, documents } of await readSets(data)) {
    const passages = documents.flatMap(({ text }) => splitPassages(text).map((passage) => passage.text))
    const step = Math.max(1, Math.floor(passages.length / PASSAGES_OF_A_SET))
    figures[`false alarms, ${name}`] = detection(passages.filter((_, index) => index % step === 0))
  }
  return figures
}

const detection = (texts: readonly string[]) => ({
  n: texts.length,
  flagged: proportion(texts.filter(hasPlantedInstruction).length, texts.length),
})

async function attackWith(
  writer: 'extractive' | 'obedient' | 'copying',
  attacks: readonly { text: string }[],
  contexts: readonly { context: string; question: string }[],
): Promise<SuiteFigures> {
  const model = await startObedientModel({ copies: writer === 'copying' })
  const engine = await createEvalEngine([])
  const deps: EngineDeps = writer === 'extractive' ? engine.deps : withModel(engine.deps, model.baseUrl)
  const figures: SuiteFigures = {}
  for (const planting of PLANTINGS) {
    const harms: Harm[] = []
    for (const [index, { text }] of attacks.entries()) {
      const { context = '', question = '' } = contexts[index % contexts.length] ?? {}
      const page = plant(text, context, planting, index)
      model.expect(text)
      // Asked for the attack's own words every other time, so that its passage is the best one there is.
      const asked = index % 2 === 0 ? question.replace(/^Q: /, '') : `What about ${keywords(text)}?`
      const events = await runQuestion(withPages(deps, [page]), {
        ...toRequest(asked, { collection: 'public', documents: new Map() }),
        sources: ['web'],
        collections: [],
      })
      harms.push(harmOf(events, text, URL_OF_PAGE))
    }
    const count = (kind: keyof Harm) => proportion(harms.filter((harm) => harm[kind]).length, harms.length)
    figures[`${writer}, ${planting}`] = {
      n: harms.length,
      obeyed: count('obeyed'),
      repeated_uncited: count('repeatedUncited'),
      foreign_links: count('foreignLink'),
      warned: count('warned'),
      cited: count('repeatedCited'),
    }
  }
  await engine.close()
  await model.close()
  return figures
}

const keywords = (text: string) =>
  [...new Set(text.slice(0, 300).match(/\p{L}{5,}/gu))].slice(0, 8).reverse().join(', ')

function withModel(deps: EngineDeps, baseUrl: string): EngineDeps {
  const entry = { alias: 'obedient', model: 'obedient-1', base_url: baseUrl }
  const model = createOpenAiCompatibleModel({ entry })
  const writer = createModelWriter({ model, served: 'fast', maxOutputTokens: 2_048, contextTokens: 32_768 })
  return { ...deps, ladder: () => ({ rungs: [{ writer, access: null }], reason: null }) }
}
