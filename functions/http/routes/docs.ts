import { Hono } from 'hono'
import document from '../../../shared/api/openapi.json' with { type: 'json' }
import { IngotError } from '../../../shared/errors.ts'
import type { AppDeps, AppEnv } from '../app-deps.ts'

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
const INITIALISER = `SwaggerUIBundle({
  url: 'openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
})
`

const OPENAPI = JSON.stringify(document)
const CACHE = { 'cache-control': 'public, max-age=3600' }

/** `GET /openapi.json`, and the readable page `GET /docs` with its files. */
export function docsRoutes({ assets }: AppDeps): Hono<AppEnv> {
  return new Hono<AppEnv>()
    .get('/', (c) => c.redirect('docs'))
    .get('/openapi.json', (c) => c.body(OPENAPI, 200, { 'content-type': 'application/json' }))
    .get('/docs', (c) => c.html(PAGE, 200, { 'content-security-policy': CONTENT_SECURITY_POLICY }))
    .get('/docs/initialiser.js', (c) =>
      c.body(INITIALISER, 200, { 'content-type': 'text/javascript; charset=utf-8', ...CACHE }),
    )
    .get('/docs/:name', async (c) => {
      const asset = await assets(c.req.param('name'))
      if (!asset) throw new IngotError('not_found', 'There is nothing at this address.')
      return new Response(asset.body as Uint8Array<ArrayBuffer>, {
        headers: { 'content-type': asset.contentType, ...CACHE },
      })
    })
}
