/** What is no text, by the end of its name: not worth a request. */
const NO_TEXT =
  /\.(?:png|jpe?g|gif|webp|avif|svg|ico|bmp|tiff?|css|m?js|map|json|woff2?|ttf|otf|eot|mp[34]|m4[av]|og[gv]|webm|wav|flac|avi|mov|zip|gz|tgz|bz2|xz|7z|rar|tar|jar|war|deb|rpm|dmg|exe|msi|iso|apk|bin|img|xlsx?|pptx?)$/i

/**
 * A site is the folder that an address lies in, with all below it, on one host and port; http and https are
 * the same. `https://example.org/guide/start` is the site `example.org/guide/`.
 */
export function createSiteBounds(start: string) {
  const { host, pathname } = new URL(start)
  const folder = pathname.slice(0, pathname.lastIndexOf('/') + 1)
  const isWithin = (address: string): boolean => {
    const url = new URL(address)
    return url.host === host && (url.pathname.startsWith(folder) || `${url.pathname}/` === folder)
  }
  return {
    host,
    isWithin,
    isWorthAsking: (address: string): boolean =>
      isWithin(address) && !NO_TEXT.test(new URL(address).pathname),
  }
}
export type SiteBounds = ReturnType<typeof createSiteBounds>
