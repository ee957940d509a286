import { describe, expect, it } from 'vitest'
import { BY_MODEL, createPairVotes } from '../../../../shared/cache/semantic/pair-votes.ts'

const PAIR = { asked: 'a', given: 'b' }
const cast = (by: string, isSame: boolean) => ({ ...PAIR, by, isSame, chance: 0.99, served: true })

describe('votes on a pair of questions', () => {
  it('follow the model', () => {
    const votes = createPairVotes()
    expect(votes.rulingOf('l', PAIR)).toBeUndefined()
    expect(votes.add('l', cast(BY_MODEL, true))).toBe('same')
    expect(votes.rulingOf('l', PAIR)).toBe('same')
    expect(votes.rulingOf('other', PAIR)).toBeUndefined()
    expect(votes.rulingOf('l', { asked: 'b', given: 'a' })).toBeUndefined()
  })

  it('need three callers for an alias, and two against one', () => {
    const votes = createPairVotes()
    expect(['u1', 'u1', 'u2', 'u3'].map((by) => votes.add('l', cast(by, true)))).toEqual([
      undefined,
      undefined,
      undefined,
      'same',
    ])
    expect(votes.add('l', cast('u4', false))).toBeUndefined()
    expect(votes.rulingOf('l', PAIR)).toBeUndefined()
    expect(votes.add('l', cast('u5', false))).toBe('different')
  })

  it('let a single caller take an alias back, but not make a tombstone', () => {
    const votes = createPairVotes()
    votes.add('l', cast(BY_MODEL, true))
    votes.add('l', cast('u1', false))
    expect(votes.rulingOf('l', PAIR)).toBeUndefined()
  })

  it('believe the model against a pair, whatever callers say', () => {
    const votes = createPairVotes()
    for (const by of ['u1', 'u2', 'u3']) votes.add('l', cast(by, true))
    expect(votes.add('l', cast(BY_MODEL, false))).toBe('different')
  })

  it('count the last vote of a voter, and tell a ruling once', () => {
    const votes = createPairVotes()
    expect(votes.add('l', cast(BY_MODEL, true))).toBe('same')
    expect(votes.add('l', cast(BY_MODEL, true))).toBeUndefined()
    expect(votes.add('l', cast(BY_MODEL, false))).toBe('different')
  })
})
