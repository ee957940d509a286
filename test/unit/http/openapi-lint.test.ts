import { createConfig, lintFromString } from '@redocly/openapi-core'
import { expect, it } from 'vitest'
import { openApiText } from '../../../shared/api/openapi.ts'

it('the OpenAPI document keeps the recommended rules, but that health needs no 4xx', async () => {
  const config = await createConfig({ extends: ['recommended'] })
  const problems = await lintFromString({ source: openApiText(), absoluteRef: '/openapi.json', config })
  const told = problems.map(({ ruleId, location: [at] }) => `${ruleId} ${at?.pointer}`)
  expect(told).toEqual([
    'operation-4xx-response #/paths/~1health~1live/get/responses',
    'operation-4xx-response #/paths/~1health~1ready/get/responses',
  ])
})
