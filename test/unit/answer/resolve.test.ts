import { describe, expect, it } from 'vitest'
import { resolveQuestion } from '../../../shared/answer/resolve.ts'
import { AnswerRequest } from '../../../shared/api/answer-request.ts'
import type { Caller } from '../../../shared/ports/callers.ts'

const caller: Caller = { tenant: 'acme', user: 'bo/b', scopes: [] }
const resolveAs = (who: Caller, body: object, present: readonly string[] = []) =>
  resolveQuestion(AnswerRequest.parse({ question: 'Who built it?', ...body }), who, {
    versions: { of: async (collection) => (present.includes(collection) ? 3 : 0) },
    freshnessOf: () => 'evergreen',
  })
const resolve = async (body: object, present: readonly string[] = []) =>
  (await resolveAs(caller, body, present)).request

describe('resolving a question', () => {
  it('is public when the documents asked for are not there', async () => {
    expect(await resolve({ sources: ['web', 'documents', 'my_documents'] })).toMatchObject({
      scope: 'public',
      sources: ['web'],
      collections: [],
    })
  })

  it('belongs to the tenant when its documents are asked for and present', async () => {
    expect(await resolve({ sources: ['documents'] }, ['tenant:acme'])).toMatchObject({
      scope: 'tenant:acme',
      sources: ['documents'],
      collections: ['tenant:acme'],
    })
  })

  it('belongs to the user as soon as own documents are searched', async () => {
    const present = ['tenant:acme', 'user:acme/bo%2Fb']
    expect(await resolve({ sources: ['documents', 'my_documents'] }, present)).toMatchObject({
      scope: 'user:acme/bo%2Fb',
      collections: ['user:acme/bo%2Fb', 'tenant:acme'],
    })
    expect(await resolve({ sources: ['web', 'documents'] }, present)).toMatchObject({ scope: 'tenant:acme' })
  })

  it.each([
    ['Who built it?', 'fast'],
    ['Why did it fall?', 'deep'],
    ['Compare rye and wheat bread', 'deep'],
    ['为什么天空是蓝色的', 'deep'],
    ['谁建了它', 'fast'],
  ])('takes %j for %s when the mode is auto', async (question, mode) => {
    expect(await resolve({ question })).toMatchObject({ mode })
  })

  it('keeps the mode that is asked for', async () => {
    expect(await resolve({ question: 'Why?', mode: 'fast' })).toMatchObject({ mode: 'fast' })
  })

  it('keeps what a person tells of themselves in their own scope', async () => {
    const question = 'Is bob@mailbox.org a valid address?'
    expect(await resolveAs(caller, { question })).toMatchObject({
      request: { scope: 'user:acme/bo%2Fb' },
      isUnstorable: false,
    })
    expect(await resolveAs({ ...caller, user: null }, { question })).toMatchObject({
      request: { scope: 'public' },
      isUnstorable: true,
    })
  })

  it('tells the versions of what it would search', async () => {
    const { versions } = await resolveAs(caller, { sources: ['documents'] }, ['tenant:acme'])
    expect(versions).toEqual({ 'tenant:acme': 3 })
  })
})
