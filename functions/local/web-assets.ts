import type { Asset } from '../web/build.ts'

let built: Promise<ReadonlyMap<string, Asset>> | undefined

/** A file of the pages, e.g. `web/demo.js`. They are built when the first of them is asked for. */
export async function webAssets(name: string): Promise<Asset | undefined> {
  if (!name.startsWith('web/')) return undefined
  built ??= import('../web/build.ts').then(({ buildWeb }) => buildWeb())
  return (await built).get(name.slice('web/'.length))
}
