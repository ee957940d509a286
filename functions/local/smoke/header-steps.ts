import { Problem } from '../../../shared/api/problem.ts'
import type { Step, StepOptions } from './run-steps.ts'
import { expectStatus, jsonOf, SmokeFailure } from './site.ts'

/** A bearer of the form of a key that nobody has. */
const NOBODYS_KEY = `ingot_${'a'.repeat(16)}_${'b'.repeat(52)}`
const OTHER_SITE = 'https://other-site.example'

async function problemOf(response: Response): Promise<Problem> {
  const type = response.headers.get('content-type') ?? 'nothing'
  if (!type.startsWith('application/problem+json')) {
    throw new SmokeFailure(`a ${response.status} comes as ${type}, not as application/problem+json`)
  }
  return Problem.parse(jsonOf(await response.text()))
}

/** The headers that every reply has, on a refusal: proxies and gateways lose them there first. */
async function headers({ site, signal }: StepOptions) {
  const response = await site.send('/health/none', { signal, key: null })
  await expectStatus(response, 404)
  for (const name of ['x-request-id', 'server-timing', 'x-content-type-options']) {
    if (!response.headers.has(name)) throw new SmokeFailure(`the header ${name} is missing`)
  }
  const { code, request_id } = await problemOf(response)
  if (code !== 'not_found') throw new SmokeFailure(`a 404 has the code ${code}`)
  const told = response.headers.get('x-request-id')
  if (told !== request_id) throw new SmokeFailure(`X-Request-Id is ${told}, in the body ${request_id}`)
  return 'X-Request-Id, Server-Timing, nosniff; problems as application/problem+json'
}

/** Pages of sites that `INGOT_CORS_ORIGINS` does not name: a key in one would be a key for everybody. */
async function otherSites({ site, signal }: StepOptions) {
  const asked = { origin: OTHER_SITE, 'access-control-request-method': 'POST' }
  for (const method of ['OPTIONS', 'POST']) {
    const response = await site.send('/v1/answers', { signal, method, headers: asked, key: null })
    await response.body?.cancel()
    const allowed = response.headers.get('access-control-allow-origin')
    if (allowed === '*' || allowed === OTHER_SITE) {
      throw new SmokeFailure(`pages of every site are let in: Access-Control-Allow-Origin: ${allowed}`)
    }
  }
  return 'pages of sites that are not named are not let in'
}

async function withoutKey({ site, signal }: StepOptions) {
  const response = await site.send('/v1/models', { signal, key: null })
  if (response.status !== 401) {
    await expectStatus(response, 200)
    if (!site.hasKey) return { skipped: 'no key was given, and the server wants none' }
    throw new SmokeFailure('everybody is let in without a key')
  }
  const { code } = await problemOf(response)
  if (code !== 'unauthenticated') throw new SmokeFailure(`a 401 has the code ${code}`)
  if (!response.headers.has('www-authenticate')) throw new SmokeFailure('the 401 has no WWW-Authenticate')
  if (!site.hasKey) throw new SmokeFailure('the server wants a key: give one with --key')
  await expectStatus(await site.send('/v1/models', { signal, key: NOBODYS_KEY }), 401)
  return "401 without a key and with nobody's"
}

export const HEADER_STEPS: readonly Step[] = [
  { name: 'headers', run: headers },
  { name: 'other sites', run: otherSites },
  { name: 'without a key', run: withoutKey },
]
