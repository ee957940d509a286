import { expect, it } from 'vitest'
import { robotsDirectives } from '../../../../shared/adapters/pages/site/robots-directives.ts'

it.each([
  [[''], false, false],
  [['noindex'], true, false],
  [['NoIndex, NoFollow'], true, true],
  [['none'], true, true],
  [['max-snippet: 10, nofollow'], false, true],
  [['unavailable_after: 25 Jun 2030 15:00:00 PST, noindex'], true, false],
  [['googlebot: noindex, nofollow'], false, false],
  [['googlebot: noindex, ingot: nofollow'], false, true],
  [['Ingot: noindex'], true, false],
  [['*: noindex'], true, false],
  [['noindex, googlebot: nofollow'], true, false],
  [['follow', 'noindex'], true, false],
])('%j', (told, noIndex, noFollow) => {
  expect(robotsDirectives(told, 'Ingot')).toEqual({ noIndex, noFollow })
})
