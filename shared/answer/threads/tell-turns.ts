import type { Answer } from '../../api/answer.ts'
import type { Turn } from '../../api/threads.ts'
import { decodeAnswerId } from '../../cache/answer-id.ts'
import { CLOCKS_APART_MS } from '../../cache/cache-deps.ts'
import { answerName, sourceNamesOf } from '../../cache/source-names.ts'
import { toIngotError } from '../../errors.ts'
import { tenantScope, userScope } from '../../lib/scope.ts'
import type { Caller } from '../../ports/callers.ts'
import type { Provenance, SourceName } from '../../ports/provenance.ts'
import type { Threads, TurnRecord } from '../../ports/threads.ts'
import type { Answers } from '../answers.ts'
import { ownerOf } from './owner.ts'

export type TellerDeps = {
  threads: Pick<Threads, 'keep'>
  answers: Pick<Answers, 'get'>
  provenance: Pick<Provenance, 'marks'>
}

/**
 * Turns as they are told: each with its own copy of the answer, unless something it was made of was purged
 * since; one that has no copy yet gets it from the cache.
 */
export function createTurnTeller({ threads, answers, provenance }: TellerDeps) {
  const fromCache = async (answerId: string, caller: Caller): Promise<Answer | null> => {
    try {
      return await answers.get(answerId, caller)
    } catch (thrown) {
      const error = toIngotError(thrown)
      if (error.code === 'answer_gone' || error.code === 'not_found') return null
      throw error
    }
  }

  return async (id: string, turns: readonly TurnRecord[], caller: Caller): Promise<Turn[]> => {
    const named = turns.map((turn) => (turn.answer ? namesOf(turn.answer, turn.answerId, caller) : []))
    const marks = await provenance.marks([...new Set(named.flat())])
    const isPurged = (turn: TurnRecord, at: number) =>
      named[at]?.some((name) => (marks.get(name) ?? 0) > madeAt(turn) - CLOCKS_APART_MS) ?? false
    const owner = ownerOf(caller)

    return Promise.all(
      turns.map(async (turn, at) => {
        if (turn.answer && !isPurged(turn, at)) return toTurn(id, turn, turn.answer)
        const answer = await fromCache(turn.answerId, caller)
        const isEnded = answer !== null && hasEnded(answer)
        // Purged, or new: what the turn keeps is what is told.
        if (turn.answer || isEnded) await threads.keep(owner, id, turn.n, isEnded ? answer : null)
        return toTurn(id, turn, answer)
      }),
    )
  }
}

export const hasEnded = ({ status }: Pick<Answer, 'status'>) => status !== 'running' && status !== 'queued'

const madeAt = ({ answer, askedAt }: TurnRecord) => Date.parse(answer?.created_at ?? '') || askedAt

/** All that the answer can have been purged by. */
function namesOf({ sources }: Answer, answerId: string, caller: Caller): SourceName[] {
  const own = userScope(caller)
  const collections = [tenantScope(caller), ...(own === null ? [] : [own])]
  const names = sources.flatMap(({ url, document_id }) =>
    collections.flatMap((collection) => sourceNamesOf({ url, document_id, collection })),
  )
  return [answerName(decodeAnswerId(answerId)), ...new Set(names)]
}

function toTurn(id: string, record: TurnRecord, answer: Answer | null): Turn {
  const { n: turn, question, standaloneQuestion, resolvedBy, answerId, askedAt } = record
  const asked = { question, standalone_question: standaloneQuestion, resolved_by: resolvedBy }
  const thread = { id, turn, standalone_question: standaloneQuestion, resolved_by: resolvedBy }
  return {
    turn,
    ...asked,
    asked_at: new Date(askedAt).toISOString(),
    answer_id: answerId,
    state: answer === null ? 'gone' : answer.status === 'queued' ? 'running' : answer.status,
    answer: answer && { ...answer, question, thread },
  }
}
