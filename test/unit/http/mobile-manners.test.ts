import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { createApp } from '../../../functions/http/app.ts'
import type { Answer } from '../../../shared/api/answer.ts'
import { ANSWER_EXAMPLE } from '../../../shared/api/openapi-examples.ts'
import { postJson, scriptedAnswers, scriptedDeps } from '../../support/scripted-answers.ts'

const ANSWER = ANSWER_EXAMPLE as Answer

const appWith = (answer: Answer, more: object = {}) => {
  const { answers } = scriptedAnswers()
  return createApp(scriptedDeps({ answers: { ...answers, get: async () => answer }, ...more }))
}
const get = (app: ReturnType<typeof createApp>, query = '', headers: Record<string, string> = {}) =>
  app.request(`/v1/answers/ans_1${query}`, { headers })

describe('an answer that has ended', () => {
  it('is 304 for who has it, though it is older by now', async () => {
    const first = await get(appWith(ANSWER))
    const tag = first.headers.get('etag') ?? ''
    expect(tag).toMatch(/^W\/"[\w-]+"$/)
    expect(first.headers.get('cache-control')).toBe('private, no-cache')
    const older = { ...ANSWER, cache: { ...ANSWER.cache, age_s: ANSWER.cache.age_s + 60 } }
    const strong = tag.replace('W/', '')
    expect((await get(appWith(older), '', { 'if-none-match': strong })).status).toBe(304)
    const again = await get(appWith(older), '', { 'if-none-match': `"x", ${tag}` })
    expect(again.status).toBe(304)
    expect(await again.text()).toBe('')
    expect(again.headers.get('etag')).toBe(tag)
    expect(again.headers.get('x-request-id')).toBe('request-1')
  })

  it('is another one when it was written anew', async () => {
    const tag = (await get(appWith(ANSWER))).headers.get('etag') ?? ''
    const anew = { ...ANSWER, completed_at: '2027-01-01T00:00:00Z' }
    expect((await get(appWith(anew), '', { 'if-none-match': tag })).status).toBe(200)
  })

  it('tells the fields that are asked for, and no others', async () => {
    const reply = await get(appWith(ANSWER), '?fields=id,synopsis,%20status,id')
    expect(await reply.json()).toEqual({ id: ANSWER.id, synopsis: ANSWER.synopsis, status: 'completed' })
    const whole = (await get(appWith(ANSWER))).headers.get('etag')
    expect(reply.headers.get('etag')).not.toBe(whole)
  })

  it.each([
    ['?fields=id,secret', 'fields', 'no field "secret"; allowed: id, status, question'],
    ['?fields=', 'fields', 'no field ""'],
    ['?field=id', 'field', 'unknown field'],
  ])('refuses %s with the allowed values', async (query, path, message) => {
    const reply = await get(appWith(ANSWER), query)
    expect(reply.status).toBe(400)
    const { fields } = (await reply.json()) as { fields: { path: string; message: string }[] }
    expect(fields[0]?.path).toBe(path)
    expect(fields[0]?.message).toContain(message)
  })
})

it('an answer that is being written has no tag', async () => {
  const reply = await get(appWith({ ...ANSWER, status: 'running' }), '', { 'if-none-match': '*' })
  expect(reply.status).toBe(200)
  expect(reply.headers.get('etag')).toBeNull()
})

describe('replies', () => {
  it('are compressed for who takes it, where the runtime does not', async () => {
    const app = appWith(ANSWER, { compress: true })
    const packed = await get(app, '', { 'accept-encoding': 'gzip, br' })
    expect(packed.headers.get('content-encoding')).toBe('gzip')
    expect(packed.headers.get('vary')?.toLowerCase()).toContain('accept-encoding')
    const body = gunzipSync(Buffer.from(await packed.arrayBuffer())).toString()
    expect(JSON.parse(body)).toEqual(ANSWER)
    expect((await get(app)).headers.get('content-encoding')).toBeNull()
    const other = await get(appWith(ANSWER), '', { 'accept-encoding': 'gzip' })
    expect(other.headers.get('content-encoding')).toBeNull()
  })

  it('that are streams of events are not', async () => {
    const app = appWith(ANSWER, { compress: true })
    const headers = {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      'accept-encoding': 'gzip',
    }
    const body = JSON.stringify({ question: 'What causes the tides?' })
    const reply = await app.request('/v1/answers', { method: 'POST', headers, body })
    expect(reply.headers.get('content-type')).toContain('text/event-stream')
    expect(reply.headers.get('content-encoding')).toBeNull()
    await reply.body?.cancel()
  })
})

describe('pages of other origins', () => {
  const preflight = {
    origin: 'https://app.example',
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization,content-type,last-event-id',
  }
  const ask = (corsOrigins: string[], headers: Record<string, string>, method = 'OPTIONS') =>
    appWith(ANSWER, {
      corsOrigins,
      authenticate: async (request: Request) => {
        if (request.headers.get('authorization') === null) throw new Error('no key')
        return { tenant: 'acme', user: 'ann', scopes: ['read'] }
      },
    }).request('/v1/answers/ans_1', { method, headers })

  it('may call when they are named, and ask first without a key', async () => {
    const asked = await ask(['https://app.example'], preflight)
    expect(asked.status).toBe(204)
    expect(asked.headers.get('access-control-allow-origin')).toBe('https://app.example')
    expect(asked.headers.get('access-control-allow-headers')).toContain('last-event-id')
    expect(asked.headers.get('access-control-max-age')).toBe('7200')
    const got = await ask(
      ['https://app.example'],
      { origin: 'https://app.example', authorization: 'x' },
      'GET',
    )
    expect(got.headers.get('access-control-allow-origin')).toBe('https://app.example')
    expect(got.headers.get('access-control-expose-headers')).toContain('Cache-Status')
  })

  it('may not when they are not', async () => {
    const other = { ...preflight, origin: 'https://evil.example' }
    expect((await ask(['https://app.example'], other)).headers.get('access-control-allow-origin')).toBeNull()
    const none = await ask([], preflight)
    expect(none.headers.get('access-control-allow-origin')).toBeNull()
  })

  it('may all, where any is', async () => {
    expect((await ask(['*'], preflight)).headers.get('access-control-allow-origin')).toBe('*')
  })
})

describe('Accept-Language', () => {
  const asked = async (question: string, language: string | undefined, more: object = {}) => {
    const { answers, asked: requests } = scriptedAnswers()
    const app = createApp(scriptedDeps({ answers }))
    const headers = language === undefined ? {} : { 'accept-language': language }
    await app.request('/v1/answers', postJson({ question, ...more }, headers))
    const [first] = requests.map(({ request }) => request as { language: string | null })
    return first?.language
  }

  it('is the language of a question whose own cannot be told', async () => {
    expect(await asked('GPU', 'de-AT, de;q=0.9, en;q=0.8')).toBe('de')
    expect(await asked('GPU', 'en;q=0.3, zh-Hant-TW;q=0.7')).toBe('zh')
  })

  it.each([
    ['a question that tells its own', 'What causes the tides?', 'de', {}],
    ['English, which it is anyway', 'GPU', 'en-GB, de;q=0.5', {}],
    ['any language', 'GPU', '*', {}],
    ['no header', 'GPU', undefined, {}],
    ['what is no language', 'GPU', '§;q=x, ;;,q=1, de;q=0', {}],
    ['a follow-up', '2023?', 'de', { thread_id: 'thr_1' }],
  ])('makes no other answer of %s', async (_, question, language, more) => {
    expect(await asked(question, language, more)).toBeNull()
  })

  it('does not stand above what the request names', async () => {
    expect(await asked('GPU', 'de', { language: 'fr' })).toBe('fr')
  })

  it('gives the very same request again, so that what was found out about it is remembered', async () => {
    const { answers, asked: requests } = scriptedAnswers()
    const app = createApp(scriptedDeps({ answers }))
    for (const language of ['de', 'de-CH', 'fr', undefined]) {
      const headers = language === undefined ? {} : { 'accept-language': language }
      await app.request('/v1/answers', postJson({ question: 'GPU' }, headers))
    }
    const [first, second, third, plain] = requests.map(({ request }) => request)
    expect(second).toBe(first)
    expect(third).not.toBe(first)
    expect(plain).toMatchObject({ language: null })
  })

  it('counts for a search, too', async () => {
    const { answers, asked: requests } = scriptedAnswers()
    const app = createApp(scriptedDeps({ answers }))
    await app.request('/v1/search', postJson({ query: 'GPU' }, { 'accept-language': 'fr' }))
    expect(requests[0]?.request).toMatchObject({ language: 'fr' })
  })
})
