import { KeyListQuery } from './keys.ts'
import { BODY, id, json, jsonBody, problems, READ } from './openapi-parts.ts'
import { queryParameters } from './openapi-schemas.ts'
import { UsageQuery } from './usage.ts'

const description = 'Needs the scope `operator`.'
const tags = ['Keys']

export const KEY_PATHS = {
  '/v1/usage': {
    get: {
      operationId: 'getUsage',
      summary: 'What was used, spent and saved, by day, model and cache outcome',
      description: 'With `format=csv` as `text/csv`.',
      tags,
      parameters: queryParameters(UsageQuery),
      responses: { 200: json('UsageReport', 'What was used.'), ...problems(400, ...READ, 503) },
    },
  },
  '/v1/keys': {
    post: {
      operationId: 'createKey',
      summary: 'A new API key, shown once',
      description,
      tags,
      requestBody: jsonBody('KeyRequest', {
        app: { name: 'iOS app', tenant: 'acme' },
        limited: {
          name: 'trial',
          tenant: 'acme',
          user: 'ann',
          scopes: ['read'],
          limits: { requests_per_minute: 20, streams: 2 },
          budget: { usd_per_day: 1 },
          expires_at: '2027-12-31T00:00:00Z',
        },
      }),
      responses: { 201: json('NewKey', 'The key.'), ...problems(...BODY, ...READ, 503) },
    },
    get: {
      operationId: 'listKeys',
      summary: 'The API keys, without their secrets',
      description,
      tags,
      parameters: queryParameters(KeyListQuery),
      responses: { 200: json('KeyList', 'One page of keys.'), ...problems(400, ...READ, 503) },
    },
  },
  '/v1/keys/{id}': {
    delete: {
      operationId: 'revokeKey',
      summary: 'Revoke a key, everywhere within 5 s',
      description,
      tags,
      parameters: id('key'),
      responses: { 204: { description: 'It is dead.' }, ...problems(...READ, 404, 503) },
    },
  },
  '/v1/keys/{id}/rotate': {
    post: {
      operationId: 'rotateKey',
      summary: 'A new secret for a key; the one before is good for a while',
      description,
      tags,
      parameters: id('key'),
      requestBody: jsonBody('RotateRequest', { default: {}, atOnce: { overlap_s: 0 } }),
      responses: { 200: json('NewKey', 'The key, anew.'), ...problems(...BODY, ...READ, 404, 503) },
    },
  },
}
