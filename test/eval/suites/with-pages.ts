import type { EngineDeps } from '../../../shared/answer/engine-deps.ts'
import type { WebSearch } from '../../../shared/ports/web-search.ts'

/** The engine with a web of just these pages. */
export function withPages(deps: EngineDeps, pages: readonly { title: string; text: string }[]): EngineDeps {
  const address = (index: number) => `https://${index}.given.example/`
  const search: WebSearch = {
    name: 'given',
    search: async () =>
      pages.map(({ title }, index) => ({
        url: address(index),
        title,
        snippet: '',
        published: null,
        text: null,
        language: null,
      })),
  }
  const byAddress = new Map(pages.map((page, index) => [address(index), page]))
  return {
    ...deps,
    webSearches: [search],
    pageReader: {
      ...deps.pageReader,
      read: async (url) => {
        const { title = '', text = '' } = byAddress.get(url) ?? {}
        return { kind: 'page', page: { url, title, text, language: null, site: null, published: null } }
      },
    },
  }
}
