import { describe, expect, it } from 'vitest'
import { toRequest } from '../../functions/lambda/to-request.ts'
import { proxyEvent } from '../support/lambda-stream.ts'

describe('a proxy event of API Gateway REST', () => {
  it('becomes the request that the client sent', async () => {
    const event = proxyEvent('POST /v1/answers', {
      json: { question: '冲泡龙井茶的水温是多少？' },
      headers: { Accept: 'text/event-stream' },
    })
    const request = toRequest(event)
    expect(request.method).toBe('POST')
    expect(request.url).toBe('https://abc.execute-api.eu-west-1.amazonaws.com/v1/answers')
    expect(request.headers.get('accept')).toBe('text/event-stream')
    expect(request.headers.get('content-type')).toBe('application/json')
    expect(await request.json()).toEqual({ question: '冲泡龙井茶的水温是多少？' })
  })

  it('keeps every value of a header and of the query', () => {
    const event = proxyEvent('GET /v1/documents', {
      multiValueHeaders: { accept: ['text/html', 'application/json'] },
      multiValueQueryStringParameters: { cursor: ['a b&c', '茶'], limit: ['5'] },
    })
    const request = toRequest(event)
    expect(request.headers.get('accept')).toBe('text/html, application/json')
    expect([...new URL(request.url).searchParams]).toEqual([
      ['cursor', 'a b&c'],
      ['cursor', '茶'],
      ['limit', '5'],
    ])
  })

  it('keeps the path as it is, whatever stands in it', () => {
    expect(new URL(toRequest(proxyEvent('GET /v1/answers/a%2Fb')).url).pathname).toBe('/v1/answers/a%2Fb')
    expect(new URL(toRequest(proxyEvent('GET /v1/a?b#c')).url).pathname).toBe('/v1/a%3Fb%23c')
    expect(new URL(toRequest(proxyEvent('GET //other.example/x')).url).hostname).toBe(
      'abc.execute-api.eu-west-1.amazonaws.com',
    )
  })

  it('has the bytes of a body in base64', async () => {
    const bytes = Buffer.from([0, 255, 13, 10])
    const event = proxyEvent('POST /v1/documents', { body: bytes.toString('base64'), isBase64Encoded: true })
    expect(Buffer.from(await toRequest(event).arrayBuffer())).toEqual(bytes)
  })

  it('takes the request id of the gateway where the client sent none', () => {
    expect(toRequest(proxyEvent('GET /')).headers.get('x-request-id')).toBe('gateway-1')
    const event = proxyEvent('GET /', { headers: { 'X-Request-Id': 'mine' } })
    expect(toRequest(event).headers.get('x-request-id')).toBe('mine')
  })

  it('is taken with a body where none belongs, and with headers in any script', () => {
    const event = proxyEvent('GET /health/live', { body: 'x', headers: { 'user-agent': '小明的手机' } })
    const request = toRequest(event)
    expect(request.body).toBeNull()
    expect(decodeURIComponent(request.headers.get('user-agent') ?? '')).toBe('小明的手机')
  })

  it('is refused when it can be no request', () => {
    const refused = expect.objectContaining({ code: 'invalid_request' })
    expect(() => toRequest(proxyEvent('TRACE /'))).toThrow(refused)
    const event = proxyEvent('GET /', { multiValueHeaders: { 'a b': ['x'] } })
    expect(() => toRequest(event)).toThrow(refused)
  })
})
