import { describe, expect, it } from 'vitest'
import { createAuthenticate, LOCAL_CALLER, localBearer } from '../../../shared/callers/authenticate.ts'
import type { Caller } from '../../../shared/ports/callers.ts'

const ANN: Caller = { tenant: 'acme', user: 'ann', scopes: ['read'] }
const BOB: Caller = { tenant: 'acme', user: 'bob', scopes: ['read'] }
const ASKED: string[] = []
const keys = {
  callerOf: async (text: string) => {
    ASKED.push(text)
    return ANN
  },
}
const tokens = async () => BOB
const ask = (authenticate: ReturnType<typeof createAuthenticate>, authorization?: string) =>
  authenticate(
    new Request('http://localhost/', authorization === undefined ? {} : { headers: { authorization } }),
  ).catch((thrown: { code: string }) => thrown.code)

describe('authentication', () => {
  it('of kind none lets everybody in, whatever key their client sends', async () => {
    const none = createAuthenticate({ anonymous: LOCAL_CALLER, keys: null, tokens: null })
    for (const header of [undefined, 'Bearer x', 'Basic eDp5', 'Bearer a.b.c'])
      expect(await ask(none, header)).toBe(LOCAL_CALLER)
  })

  it('by keys and tokens tells them apart by their form', async () => {
    const both = createAuthenticate({ anonymous: null, keys, tokens, localSecret: 's3cret' })
    expect(await ask(both, 'Bearer ingot_a')).toBe(ANN)
    expect(await ask(both, 'bearer ingot_a.b.c')).toBe(ANN)
    expect(await ask(both, 'Bearer a.b.c')).toBe(BOB)
    expect(await ask(both, `Bearer ${localBearer('s3cret')}`)).toBe(LOCAL_CALLER)
    const refused = [
      undefined,
      '',
      'Bearer',
      'Bearer ',
      'Basic eDp5',
      'ingot_a',
      'Bearer ingot_a b',
      'Bearer a.b',
    ]
    const foreign = [
      'Bearer ingot_ä',
      `Bearer ${'a'.repeat(9_000)}`,
      `Bearer ${localBearer('s3cre')}`,
      'Bearer x',
    ]
    for (const header of [...refused, ...foreign]) expect(await ask(both, header)).toBe('unauthenticated')
    expect(ASKED).toEqual(['ingot_a', 'ingot_a.b.c'])
  })

  it('refuses the kinds that are not configured', async () => {
    const byKeys = createAuthenticate({ anonymous: null, keys, tokens: null })
    expect(await ask(byKeys, 'Bearer a.b.c')).toBe('unauthenticated')
    expect(await ask(byKeys, `Bearer ${localBearer('')}`)).not.toBe(LOCAL_CALLER)
    const byTokens = createAuthenticate({ anonymous: null, keys: null, tokens })
    expect(await ask(byTokens, 'Bearer ingot_a')).toBe('unauthenticated')
    const mixed = createAuthenticate({ anonymous: LOCAL_CALLER, keys, tokens: null })
    expect(await ask(mixed)).toBe(LOCAL_CALLER)
    expect(await ask(mixed, 'Bearer x')).toBe('unauthenticated')
  })
})
