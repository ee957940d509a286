/** What somebody says of two questions: whether the answer to the one (`given`) serves the other (`asked`). */
export type Vote = {
  /** Keys of their answers. */
  asked: string
  given: string
  /** Hash of a caller, or `BY_MODEL`. */
  by: string
  isSame: boolean
  /** The chance that the decision told. */
  chance: number
  /** False: nobody was given the answer. */
  served: boolean
}

/** `same`: an alias. `different`: a tombstone, never to be served again. */
export type Ruling = 'same' | 'different'

/** No caller's hash. */
export const BY_MODEL = 'model'

/** Callers alone are believed from so many on; one of them may be mistaken, or mean ill. */
const [CALLERS_FOR, CALLERS_AGAINST] = [3, 2]
const PAIRS_AT_MOST = 20_000

/** The votes on pairs of questions, by the list that both are kept in. */
export function createPairVotes() {
  const pairs = new Map<string, Map<string, boolean>>()
  const nameOf = (list: string, { asked, given }: Pick<Vote, 'asked' | 'given'>) =>
    `${list}\n${asked}\n${given}`
  const rulingOf = (list: string, pair: Pick<Vote, 'asked' | 'given'>): Ruling | undefined => {
    const votes = pairs.get(nameOf(list, pair))
    if (!votes) return undefined
    const callers = [...votes].filter(([by]) => by !== BY_MODEL).map(([, isSame]) => isSame)
    const against = callers.filter((isSame) => !isSame).length
    if (votes.get(BY_MODEL) === false || against >= CALLERS_AGAINST) return 'different'
    if (against > 0) return undefined
    return votes.get(BY_MODEL) === true || callers.length >= CALLERS_FOR ? 'same' : undefined
  }
  return {
    rulingOf,
    /** The last vote of a voter counts. Returns the ruling if there was another one, or none, before. */
    add(list: string, vote: Vote): Ruling | undefined {
      const name = nameOf(list, vote)
      const before = rulingOf(list, vote)
      const votes = pairs.get(name) ?? new Map<string, boolean>()
      pairs.delete(name)
      pairs.set(name, votes.set(vote.by, vote.isSame))
      const [oldest] = pairs.size > PAIRS_AT_MOST ? pairs.keys() : []
      if (oldest !== undefined) pairs.delete(oldest)
      const after = rulingOf(list, vote)
      return after === before ? undefined : after
    },
  }
}
