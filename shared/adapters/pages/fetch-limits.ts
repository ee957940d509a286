import type { FetchLimits } from './fetch-page.ts'
import { resolveBySystem } from './guard.ts'

/** The limits of a fetch where nothing else is said. */
export const fetchLimits = (
  options: Partial<FetchLimits> & Pick<FetchLimits, 'fetchAllow'>,
): FetchLimits => ({
  timeoutMs: 10_000,
  maxBytes: 5_000_000,
  maxDocumentBytes: 20_000_000,
  maxRedirects: 5,
  userAgent: 'Ingot/0.1 (page reader)',
  resolve: resolveBySystem,
  courtesy: null,
  ...options,
})
