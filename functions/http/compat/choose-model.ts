import type { AnswerRequest } from '../../../shared/api/answer-request.ts'
import type { ModelList } from '../../../shared/api/models.ts'

type Mode = AnswerRequest['mode']
export type Choice = Pick<AnswerRequest, 'mode' | 'model'>

/** Names that stand for a way of answering, not for a model: Ingot's, Sonar's, and the Agent API's presets. */
const MODES: ReadonlyMap<string, Mode> = new Map([
  ...(['fast', 'deep', 'auto'] as const).map((mode) => [mode, mode] as const),
  ['sonar', 'fast'],
  ['sonar-pro', 'auto'],
  ['sonar-reasoning', 'deep'],
  ['sonar-reasoning-pro', 'deep'],
  ['sonar-deep-research', 'deep'],
  ['low', 'fast'],
  ['medium', 'auto'],
  ['high', 'deep'],
  ['xhigh', 'deep'],
  ['fast-search', 'fast'],
  ['pro-search', 'auto'],
  ['deep-research', 'deep'],
])
const EFFORTS: ReadonlyMap<string, Mode> = new Map([
  ['none', 'fast'],
  ['minimal', 'fast'],
  ['low', 'fast'],
  ['high', 'deep'],
  ['xhigh', 'deep'],
])

/**
 * What the names that a client sends come to: an alias is that model, a known name its mode. Any other name is
 * of a vendor that the client was written for, and leaves the choice to Ingot.
 */
export function chooseModel(
  names: readonly (string | null | undefined)[],
  effort: string | null | undefined,
  { data }: ModelList,
): Choice {
  const given = names.filter((name) => typeof name === 'string')
  const model = given.find((name) => data.some(({ id }) => id === name)) ?? null
  const named = given.map((name) => MODES.get(name)).find((mode) => mode !== undefined)
  return { model, mode: EFFORTS.get(effort ?? '') ?? named ?? 'auto' }
}
