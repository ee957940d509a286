import { Hono } from 'hono'
import { IngotError } from '../../../shared/errors.ts'
import type { AppDeps, AppEnv } from '../app-deps.ts'
import { reply } from '../reply.ts'

/** Addresses are relative, so that the page also works below a stage's path. `data:` holds the page's icons. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Ingot API</title>
    <link rel="stylesheet" href="docs/swagger-ui.css">
    <link rel="icon" type="image/png" href="docs/favicon-32x32.png">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="docs/swagger-ui-bundle.js"></script>
    <script src="docs/initialiser.js"></script>
  </body>
</html>
`

/** A file of its own: the page's policy allows no inline script. Without `validatorUrl` another host is asked. */
const INITIALISER = {
  name: 'initialiser.js',
  contentType: 'text/javascript; charset=utf-8',
  body: new TextEncoder().encode(`SwaggerUIBundle({
  url: 'openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
})
`),
}

/** Loaded when it is asked for: it is as large as the rest of a hit's code. */
const openApi = async () =>
  JSON.stringify((await import('../../../shared/api/openapi.json', { with: { type: 'json' } })).default)

const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': CONTENT_SECURITY_POLICY,
}
const CACHE = { 'cache-control': 'public, max-age=3600' }

/** `GET /openapi.json`, and the readable page `GET /docs` with its files. */
export function docsRoutes({ assets }: AppDeps): Hono<AppEnv> {
  return new Hono<AppEnv>()
    .get('/openapi.json', async (c) =>
      reply(c, await openApi(), { headers: { 'content-type': 'application/json' } }),
    )
    .get('/docs', (c) => reply(c, PAGE, { headers: { ...PAGE_HEADERS } }))
    .get('/docs/:name', async (c) => {
      const name = c.req.param('name')
      const asset = name === INITIALISER.name ? INITIALISER : await assets(name)
      if (!asset) throw new IngotError('not_found', 'There is nothing at this address.')
      const body = asset.body as Uint8Array<ArrayBuffer>
      return reply(c, body, { headers: { 'content-type': asset.contentType, ...CACHE } })
    })
}
