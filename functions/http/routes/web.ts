import { type Context, Hono } from 'hono'
import { IngotError } from '../../../shared/errors.ts'
import type { AppDeps, AppEnv } from '../app-deps.ts'
import { reply } from '../reply.ts'

/** Scripts and styles are files of this host; no text can become a script (Trusted Types). */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

const PAGE_HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  // A link that is followed tells no other site what was asked.
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache',
}

/** `GET /` (the demo), `GET /dashboard` (the operator's page), and `GET /web/{name}`, the files of the pages. */
export function webRoutes({ assets }: AppDeps): Hono<AppEnv> {
  const serve = async (c: Context<AppEnv>, name: string) => {
    const asset = await assets(`web/${name}`)
    if (!asset) throw new IngotError('not_found', 'There is nothing at this address.')
    const body = asset.body as Uint8Array<ArrayBuffer>
    return reply(c, body, { headers: { 'content-type': asset.contentType, ...PAGE_HEADERS } })
  }
  return new Hono<AppEnv>()
    .get('/', (c) => serve(c, 'demo.html'))
    .get('/dashboard', (c) => serve(c, 'dashboard.html'))
    .get('/web/:name', (c) => serve(c, c.req.param('name')))
}
