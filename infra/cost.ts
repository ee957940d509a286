import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { byPart, costTables, rateOf } from './cost/cost-table.ts'
import { replaceBetween } from './cost/replace-between.ts'
import { TYPICAL } from './cost/traffic.ts'

const USAGE = `Usage: npm run cost -- [--questions N] [--hit-ratio 0.8] [--answer-s 10] [--input-tokens N] [--output-tokens N]
                    [--preset bedrock-deepseek-v3]      what that costs a month
       npm run cost -- --write                        the tables of docs/deploy.md anew`

const PAGE = 'docs/deploy.md'
const NUMBER = { type: 'string' } as const

try {
  const { values } = parseArgs({
    options: {
      questions: NUMBER,
      'hit-ratio': NUMBER,
      'answer-s': NUMBER,
      'input-tokens': NUMBER,
      'output-tokens': NUMBER,
      preset: { type: 'string', default: 'bedrock-deepseek-v3' },
      write: { type: 'boolean', default: false },
    },
  })
  if (values.write) writeFileSync(PAGE, replaceBetween(readFileSync(PAGE, 'utf8'), 'cost', costTables()))
  else {
    const traffic = {
      ...TYPICAL,
      questionsADay: numberOf('questions', values.questions, TYPICAL.questionsADay),
      hitRatio: numberOf('hit-ratio', values['hit-ratio'], TYPICAL.hitRatio, 1 - TYPICAL.coalescedRatio),
      answerS: numberOf('answer-s', values['answer-s'], TYPICAL.answerS),
      inputTokens: numberOf('input-tokens', values['input-tokens'], TYPICAL.inputTokens),
      outputTokens: numberOf('output-tokens', values['output-tokens'], TYPICAL.outputTokens),
    }
    process.stdout.write(`${byPart(rateOf(values.preset), [traffic]).join('\n')}\n`)
  }
} catch (thrown) {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n\n${USAGE}\n`)
  process.exit(2)
}

function numberOf(name: string, text: string | undefined, otherwise: number, most = 1e9): number {
  const value = text === undefined ? otherwise : Number(text)
  if (value >= 0 && value <= most) return value
  throw new Error(`--${name}: "${text}" is no number from 0 to ${most}`)
}
