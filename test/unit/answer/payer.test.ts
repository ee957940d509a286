import { expect, it } from 'vitest'
import { accountsOf, hashOfCaller, payerOf } from '../../../shared/answer/payer.ts'
import type { Caller } from '../../../shared/ports/callers.ts'

const ANN: Caller = { tenant: 'acme', user: 'ann', scopes: ['read'] }
const accounts = (caller: Caller) => accountsOf(payerOf(hashOfCaller(caller)))
const TENANT = expect.stringMatching(/^tenant:[0-9a-f]{16}$/)
const PERSON = expect.stringMatching(/^caller:[0-9a-f]{24}$/)

it('books on all, the tenant, the person and the key', () => {
  expect(accounts(ANN)).toEqual(['all', TENANT, PERSON])
  expect(accounts({ ...ANN, key: 'abc' })).toEqual(['all', TENANT, PERSON, 'key:abc'])
})

it('books what nobody known asked for on the key alone, if there is one', () => {
  expect(accounts({ ...ANN, user: null, key: 'abc' })).toEqual(['all', TENANT, 'key:abc'])
  expect(accounts({ ...ANN, user: null })).toEqual(['all', TENANT])
  expect(accountsOf(payerOf('refresh'))).toEqual(['all'])
})

it('takes no caller for another, and one whom nobody knows not even for themselves', () => {
  const someone: Caller = { ...ANN, user: null, key: 'abc' }
  const callers: Caller[] = [ANN, { ...ANN, key: 'abc' }, { ...ANN, user: 'a' }, { ...ANN, tenant: 'bolt' }]
  const hashes = [...callers, someone, someone].map(hashOfCaller)
  expect(new Set(hashes).size).toBe(6)
  expect(hashOfCaller({ ...ANN })).toBe(hashes[0])
})
