import path from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Upload } from '../../shared/api/documents.ts'
import { Problem } from '../../shared/api/problem.ts'
import { UPLOADS_PREFIX } from '../../shared/names.ts'
import { saidByBedrock } from '../support/bedrock-answer.ts'
import type { BedrockReply } from '../support/bedrock-server.ts'
import { answerIdOf, lastSeenId, readEventStream, shownText } from '../support/event-reader.ts'
import { type LambdaAccount, startLambdaAccount } from '../support/lambda-account.ts'
import { hasRuntimeClient, type LambdaProcess } from '../support/lambda-process.ts'

const PIECES = ['The lighthouse of Skarv was built in 1887 ', 'by the engineer Ada Holm [1].']
const EVENT_STREAM = { accept: 'text/event-stream' }
/** Shorter than the function's own time, so that the answer ends before Lambda ends the function. */
const ANSWER_TIMEOUT_S = 4

const ask = (question: string) => ({ json: { question, mode: 'fast', sources: ['documents'] } })

describe.runIf(hasRuntimeClient)('functions under the runtime client of Lambda', () => {
  let account: LambdaAccount
  let reply: BedrockReply
  let stream: LambdaProcess
  beforeAll(async () => {
    account = await startLambdaAccount({ bedrock: () => reply })
    stream = await account.start('stream.handler')
  })
  afterAll(() => account.close())

  const liveAfterwards = async () => {
    const { response } = await stream.stream(account.event('GET /health/live'))
    expect(response.status).toBe(200)
    await response.text()
    expect(stream.isAlive()).toBe(true)
  }

  it('answer in one piece', async () => {
    const api = await account.start('api.handler')
    const models = await api.call(account.event('GET /v1/models'))
    expect(models).toMatchObject({ kind: 'response', body: { statusCode: 200, isBase64Encoded: false } })
    const { data } = JSON.parse(models.body.body) as { data: { id: string }[] }
    expect(data.map(({ id }) => id)).toEqual(['r1', 'extractive'])
    const anonymous = await api.call(account.event('GET /v1/models', { headers: { authorization: '' } }))
    expect(anonymous.body.statusCode).toBe(401)
    const unreadable = await api.call(account.event('TRACE /v1/models'))
    expect(unreadable.body.statusCode).toBe(400)
    expect(api.isAlive()).toBe(true)
  })

  it('stream an answer while the model writes it', async () => {
    let finish: () => void = () => undefined
    const until = new Promise<void>((resolve) => {
      finish = resolve
    })
    const [first = '', second = ''] = PIECES
    const [frame, ...rest] = saidByBedrock([first, second])
    reply = { steps: [frame as Uint8Array, { until }, ...rest] }
    const question = 'Who built the lighthouse of Skarv, and when?'
    const { response, type, mode } = await stream.stream(
      account.event('POST /v1/answers', { ...ask(question), headers: EVENT_STREAM }),
    )
    expect({ type, mode }).toEqual({
      type: 'application/vnd.awslambda.http-integration-response',
      mode: 'streaming',
    })
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    const reader = readEventStream(response)
    // It has come although the model is still at it.
    await reader.until('synopsis-delta')
    finish()
    const lines = await reader.rest()
    expect(lines.at(-1)?.event.type).toBe('answer-end')
    const synopsis = lines.map(({ event }) => (event.type === 'synopsis-delta' ? event.text : '')).join('')
    expect(synopsis).toBe(PIECES.join(''))
    await liveAfterwards()
  })

  it('tell a failure before the reply as a problem, with its prelude', async () => {
    const { response } = await stream.stream(account.event('TRACE /v1/answers'))
    expect(response.status).toBe(400)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(Problem.parse(await response.json()).code).toBe('invalid_request')
    await liveAfterwards()

    const unset = await account.start('stream.handler', { env: { INGOT_CACHE_TABLE: '' } })
    const { response: refused } = await unset.stream(account.event('GET /v1/models'))
    expect(refused.status).toBe(500)
    expect(Problem.parse(await refused.json()).code).toBe('invalid_setting')
    expect(unset.isAlive()).toBe(true)
    // A release goes back on it.
    expect(unset.output()).toContain('"Function":"ingot","Version":"$LATEST","defects":1}')
    expect(stream.output()).not.toContain('defects')
  })

  it('go on without the model when it breaks off in the middle of a stream', async () => {
    const [frame] = saidByBedrock(PIECES)
    reply = { steps: [frame as Uint8Array, 'cut'] }
    const question = 'When did Ada Holm build it?'
    const { response } = await stream.stream(
      account.event('POST /v1/answers', { ...ask(question), headers: EVENT_STREAM }),
    )
    const lines = await readEventStream(response).rest()
    expect(lines.at(-1)?.event).toMatchObject({
      type: 'answer-end',
      mode: { served: 'extractive', reason: 'model_unavailable' },
    })
    await liveAfterwards()
  })

  it('cut any other body short when it breaks, and live on', async () => {
    const from = path.join(account.code, '../faulty')
    await build({
      entryPoints: [path.join(import.meta.dirname, 'faulty.ts')],
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile: path.join(from, 'faulty.mjs'),
      logLevel: 'error',
    })
    const faulty = await account.start('faulty.handler', { from })
    const { response, trailers } = await faulty.stream(account.event('GET /breaks'))
    expect(await response.text()).toBe('before')
    expect(trailers()['lambda-runtime-function-error-type']).toBeUndefined()
    const { response: next } = await faulty.stream(account.event('GET /'))
    expect(await next.text()).toBe('whole')
    expect(faulty.isAlive()).toBe(true)
    expect(faulty.output()).not.toContain('what was the question')
  })

  it('end their answer before Lambda ends them, however long the model is silent', async () => {
    const [frame] = saidByBedrock(PIECES)
    reply = { steps: [frame as Uint8Array, 'hang'] }
    const hasty = await account.start('stream.handler', {
      env: { INGOT_ANSWER_TIMEOUT_S: String(ANSWER_TIMEOUT_S) },
    })
    const timeoutMs = 10_000 + ANSWER_TIMEOUT_S * 1_000
    const askedAt = Date.now()
    const { response } = await hasty.stream(
      account.event('POST /v1/answers', { ...ask('In which year was it built?'), headers: EVENT_STREAM }),
      { timeoutMs },
    )
    const lines = await readEventStream(response).rest()
    await hasty.idle()
    expect(lines.at(-1)?.event.type).toMatch(/^answer-(?:end|error)$/)
    expect(Date.now() - askedAt).toBeLessThan(timeoutMs)
    const { response: next } = await hasty.stream(account.event('GET /health/live'))
    expect(next.status).toBe(200)
  })

  it('tell their readers to read on elsewhere when they have no time left for the answer', async () => {
    const [frame] = saidByBedrock(PIECES)
    reply = { steps: [frame as Uint8Array, 'hang'] }
    const stopped = await account.start('stream.handler')
    const timeoutMs = 9_000
    const askedAt = Date.now()
    const question = 'Which engineer built the lighthouse of Skarv?'
    const event = account.event('POST /v1/answers', { ...ask(question), headers: EVENT_STREAM })
    const { response } = await stopped.stream(event, { timeoutMs })
    const lines = await readEventStream(response).rest()
    await stopped.idle()
    expect(Date.now() - askedAt).toBeLessThan(timeoutMs)
    expect(lines.at(-1)).toMatchObject({
      id: undefined,
      event: { type: 'answer-error', code: 'deadline_exceeded', retryable: true },
    })
    const { response: next } = await stopped.stream(account.event('GET /health/live'))
    expect(next.status).toBe(200)

    reply = { steps: saidByBedrock(PIECES) }
    const headers = { ...EVENT_STREAM, 'last-event-id': String(lastSeenId(lines)) }
    const { response: resumed } = await stream.stream(
      account.event(`GET /v1/answers/${answerIdOf(lines)}/events`, { headers }),
    )
    const rest = await readEventStream(resumed).rest()
    expect(rest.at(-1)?.event.type).toBe('answer-end')
    expect(shownText([...lines, ...rest])).toBe(PIECES.join(''))
  })

  it('make a document of a file that has come into the bucket, and sweep', async () => {
    const bytes = Buffer.from('The lighthouse of Ness was built in 1902 by Per Lund.')
    const json = { name: 'ness.txt', media_type: 'text/plain', size: bytes.length }
    const started = await stream.stream(account.event('POST /v1/documents/uploads', { json }))
    expect(started.response.status).toBe(201)
    const { id, url, method, headers } = (await started.response.json()) as Upload
    expect((await fetch(url, { method, headers, body: bytes })).status).toBe(200)
    const [key = ''] = [...account.s3.objects.keys()].filter((each) => each.startsWith(UPLOADS_PREFIX))

    const ingest = await account.start('ingest.handler')
    const body = JSON.stringify({
      version: '0',
      source: 'aws.s3',
      'detail-type': 'Object Created',
      detail: { version: '0', bucket: { name: 'documents' }, object: { key, size: bytes.length } },
    })
    const Records = [
      { messageId: '1', body },
      { messageId: '2', body: '{}' },
    ]
    const failures = { batchItemFailures: [{ itemIdentifier: '2' }] }
    expect(await ingest.call({ Records })).toEqual({ kind: 'response', body: failures })
    // Queues deliver twice.
    expect(await ingest.call({ Records })).toEqual({ kind: 'response', body: failures })
    const { response } = await stream.stream(account.event(`GET /v1/documents/${id}`))
    expect(await response.json()).toMatchObject({ id, state: 'ready' })
    expect(account.s3.objects.has(key)).toBe(false)

    const ops = await account.start('ops.handler')
    const schedule = { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} }
    expect(await ops.call(schedule)).toEqual({ kind: 'response', body: null })
    expect(ops.output()).toContain('"swept"')
  })

  it('work the queue, and hand back what is no message of theirs', async () => {
    const fill = await account.start('fill.handler')
    const body = JSON.stringify({ scope: 'public', key: 'gone', fill: 1 })
    const Records = [
      { messageId: '1', body },
      { messageId: '2', body: 'x' },
    ]
    expect(await fill.call({ Records })).toEqual({
      kind: 'response',
      body: { batchItemFailures: [{ itemIdentifier: '2' }] },
    })
    expect(fill.isAlive()).toBe(true)
  })
})
