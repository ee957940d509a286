import { describe, expect, it } from 'vitest'
import { parseSettings } from '../../../shared/config/env.ts'

const refusal = (environment: Record<string, string>) => {
  try {
    parseSettings(environment)
  } catch (thrown) {
    return (thrown as Error).message
  }
  return 'accepted'
}

describe('settings', () => {
  it('have defaults that run on a fresh machine', () => {
    expect(parseSettings({})).toEqual({
      host: '127.0.0.1',
      port: 8787,
      stateDir: '.ingot',
      storePort: 8788,
      dynamodbEndpoint: null,
      objectsDir: null,
      modelsFile: null,
      auth: ['none'],
      accessFile: null,
      fetchAllow: [],
      webSearch: ['mediawiki'],
      search: {
        atOnce: 2,
        timeoutMs: 5_000,
        mediawikiUrl: 'https://{language}.wikipedia.org/w/api.php',
        brave: null,
        tavily: null,
        exa: null,
        searxngUrl: null,
        knowledgeBase: null,
      },
      userAgent: 'Ingot/0.1 (self-hosted search-and-synopsis API)',
      politeness: { robots: ['answers', 'sites'], perHost: 4, siteDelayMs: 250 },
      corsOrigins: [],
      logLevel: 'info',
      bodyLimitBytes: 20_000_000,
      uploadLimitBytes: 100_000_000,
      documentQuotas: {
        user: { documents: 10_000, bytes: 1_000_000_000 },
        tenant: { documents: 100_000, bytes: 10_000_000_000 },
      },
      memoryCacheBytes: 52_000_000,
      answerTimeoutS: 60,
      lifetimes: {
        live: { freshS: 60, staleS: 60 },
        news: { freshS: 900, staleS: 2_700 },
        recent: { freshS: 21_600, staleS: 64_800 },
        evergreen: { freshS: 604_800, staleS: 1_814_400 },
      },
      semanticMaxWrong: null,
      semanticEncoder: null,
      vectorIndex: null,
      keptDays: { threads: 90, feedback: 365, usage: 365 },
      cacheTable: null,
      appTable: null,
      documentsBucket: null,
      fillQueueUrl: null,
      stage: 'local',
      color: 'auto',
    })
  })

  it('read lists and numbers, and take an empty value as not set', () => {
    const settings = parseSettings({
      INGOT_PORT: '9000',
      INGOT_FETCH_ALLOW: '127.0.0.1:1, a.example:80',
      INGOT_HOST: '',
      NO_COLOR: '1',
    })
    expect(settings).toMatchObject({
      port: 9000,
      fetchAllow: ['127.0.0.1:1', 'a.example:80'],
      host: '127.0.0.1',
      color: 'never',
    })
  })

  it('name what a search provider lacks, and never its key', () => {
    expect(refusal({ INGOT_WEB_SEARCH: 'mediawiki,brave' })).toBe(
      'INGOT_WEB_SEARCH: brave needs INGOT_BRAVE_API_KEY',
    )
    const message = refusal({ INGOT_WEB_SEARCH: 'brave,searxng', INGOT_BRAVE_API_KEY: 'top-secret' })
    expect(message).toBe('INGOT_WEB_SEARCH: searxng needs INGOT_SEARXNG_URL')
  })

  it('read where the AWS runtime stores', () => {
    const settings = parseSettings({
      INGOT_CACHE_TABLE: 'stack-cache',
      INGOT_APP_TABLE: 'stack-app',
      INGOT_DOCUMENTS_BUCKET: 'stack-documents',
    })
    expect(settings).toMatchObject({
      cacheTable: 'stack-cache',
      appTable: 'stack-app',
      documentsBucket: 'stack-documents',
    })
    expect(refusal({ INGOT_CACHE_TABLE: 'a' })).toContain('INGOT_CACHE_TABLE: ')
  })

  it('serve answers to other wordings only when told to, and hold them to a share of wrong ones', () => {
    const shareOf = (more: Record<string, string>) => parseSettings(more).semanticMaxWrong
    expect(shareOf({ INGOT_SEMANTIC: 'on' })).toBe(0.005)
    expect(shareOf({ INGOT_SEMANTIC: 'on', INGOT_SEMANTIC_MAX_WRONG: '2' })).toBe(0.02)
    expect(shareOf({ INGOT_SEMANTIC_MAX_WRONG: '2' })).toBeNull()
    expect(() => shareOf({ INGOT_SEMANTIC_MAX_WRONG: '0' })).toThrow('INGOT_SEMANTIC_MAX_WRONG')
  })

  it('read how long answers are fresh, and scale how long they are servable', () => {
    const { lifetimes } = parseSettings({ INGOT_FRESHNESS: 'live=0, evergreen = 3600' })
    expect(lifetimes).toEqual({
      live: { freshS: 0, staleS: 0 },
      news: { freshS: 900, staleS: 2_700 },
      recent: { freshS: 21_600, staleS: 64_800 },
      evergreen: { freshS: 3_600, staleS: 10_800 },
    })
  })

  it('refuse a class that is unknown or stands twice, and what is no number of seconds', () => {
    expect(refusal({ INGOT_FRESHNESS: 'weekly=5' })).toBe(
      'INGOT_FRESHNESS: "weekly=5" names no class; one of live, news, recent, evergreen, e.g. live=60,news=900',
    )
    expect(refusal({ INGOT_FRESHNESS: 'live=1,live=2' })).toBe('INGOT_FRESHNESS: "live" stands twice')
    for (const wrong of ['news', 'news=', 'news=-1', 'news=1.5', 'news=1h', 'news=31536001', 'news=1=2']) {
      expect(refusal({ INGOT_FRESHNESS: wrong })).toBe(
        `INGOT_FRESHNESS: "${wrong}" must be news=seconds, a whole number from 0 to 31536000`,
      )
    }
  })

  it('name the setting that is wrong', () => {
    expect(refusal({ INGOT_PORT: 'many' })).toContain('INGOT_PORT: ')
    expect(refusal({ INGOT_LOG_LEVEL: 'loud' })).toMatch(/INGOT_LOG_LEVEL: .*"debug"\|"info"/)
    expect(refusal({ INGOT_FETCH_ALLOW: 'example.org' })).toContain('host:port')
  })

  it('refuse a name that is misspelt, and tell the known ones', () => {
    expect(refusal({ INGOT_PROT: '1' })).toMatch(
      /^INGOT_PROT: unknown setting; known: INGOT_HOST, INGOT_PORT/,
    )
  })

  it('refuse to listen beyond loopback without authentication', () => {
    expect(refusal({ INGOT_HOST: '0.0.0.0' })).toContain('not loopback')
    for (const INGOT_AUTH of ['none', 'keys,none', 'jwt, none'])
      expect(refusal({ INGOT_HOST: '192.168.1.7', INGOT_AUTH })).toContain('not loopback')
    expect(refusal({ INGOT_HOST: '0.0.0.0', INGOT_AUTH: 'keys' })).toBe('accepted')
    expect(refusal({ INGOT_AUTH: 'passwords' })).toContain('INGOT_AUTH')
  })

  it('refuse tokens while nobody is trusted to issue them', () => {
    expect(refusal({ INGOT_AUTH: 'jwt' })).toContain('INGOT_ACCESS_FILE: not set')
    expect(refusal({ INGOT_AUTH: 'jwt', INGOT_ACCESS_FILE: 'access.json' })).toBe('accepted')
    expect(refusal({ INGOT_HOST: '::1' })).toBe('accepted')
  })
})
