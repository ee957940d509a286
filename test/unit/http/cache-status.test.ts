import { describe, expect, it } from 'vitest'
import { cacheStatus } from '../../../functions/http/cache-status.ts'
import type { CacheOutcome } from '../../../shared/api/answer.ts'

const outcome = (some: Partial<CacheOutcome>): CacheOutcome => ({
  state: 'miss',
  layer: null,
  age_s: 88,
  freshness: 'news',
  expires_in_s: 812,
  matched_question: null,
  similarity: null,
  saved: { model_calls: 0, tokens: 0, gpu_seconds: 0, usd: 0 },
  ...some,
})

type Parameter = true | number | { token: string }

/** One item of a list of RFC 9651: a token and its parameters, section 4.2; of bare items what is used here. */
function parseItem(text: string): { token: string; parameters: Record<string, Parameter> } {
  const [, token = '', rest = ''] = /^([A-Za-z*][\w!#$%&'*+.^`|~:/-]*)(.*)$/.exec(text) ?? []
  const parameters: Record<string, Parameter> = {}
  let left = rest
  while (left !== '') {
    const [whole = '', key = '', value] = /^; *([a-z*][a-z0-9_.*-]*)(?:=([^;, "]+))?/.exec(left) ?? []
    if (whole === '' || Object.hasOwn(parameters, key)) throw new Error(`no parameter at "${left}"`)
    parameters[key] = value === undefined ? true : parseValue(value)
    left = left.slice(whole.length)
  }
  return { token, parameters }
}

function parseValue(value: string): Parameter {
  if (/^-?\d{1,15}$/.test(value)) return Number(value)
  if (/^[A-Za-z*][\w!#$%&'*+.^`|~:/-]*$/.test(value)) return { token: value }
  throw new Error(`no bare item: "${value}"`)
}

describe('the Cache-Status header', () => {
  it.each<[string, Partial<CacheOutcome>, string, Record<string, Parameter>]>([
    [
      'an exact hit',
      { state: 'hit', layer: 'exact' },
      'ingot; hit; ttl=812; detail=exact',
      { hit: true, ttl: 812, detail: { token: 'exact' } },
    ],
    [
      'a semantic hit',
      { state: 'hit', layer: 'semantic' },
      'ingot; hit; ttl=812; detail=semantic',
      { hit: true, ttl: 812, detail: { token: 'semantic' } },
    ],
    [
      'a hit of what is not kept',
      { state: 'hit', layer: 'exact', expires_in_s: null },
      'ingot; hit; detail=exact',
      { hit: true, detail: { token: 'exact' } },
    ],
    [
      'a stale answer',
      { state: 'stale', layer: 'exact', expires_in_s: -12 },
      'ingot; hit; ttl=-12; detail=stale',
      { hit: true, ttl: -12, detail: { token: 'stale' } },
    ],
    [
      'a coalesced reader',
      { state: 'coalesced' },
      'ingot; fwd=miss; collapsed',
      { fwd: { token: 'miss' }, collapsed: true },
    ],
    ['a miss', { state: 'miss' }, 'ingot; fwd=miss; stored', { fwd: { token: 'miss' }, stored: true }],
    [
      'a miss that is not kept',
      { state: 'miss', expires_in_s: null },
      'ingot; fwd=miss',
      { fwd: { token: 'miss' } },
    ],
    ['a bypass', { state: 'bypass' }, 'ingot; fwd=bypass', { fwd: { token: 'bypass' } }],
  ])('of %s', (_, some, header, parameters) => {
    expect(cacheStatus(outcome(some))).toBe(header)
    expect(parseItem(header)).toEqual({ token: 'ingot', parameters })
  })
})
