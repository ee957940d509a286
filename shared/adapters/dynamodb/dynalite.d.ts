// dynalite 4 has no types. Only what local-store.ts uses is declared.

declare module 'dynalite' {
  import type { Server } from 'node:http'

  function dynalite(options: { path?: string; createTableMs?: number; deleteTableMs?: number }): Server
  export = dynalite
}

declare module 'dynalite/db/index.js' {
  type Store = { db: { open(): Promise<void>; close(): Promise<void> } }
  const database: { create(options: object): Store }
  export = database
}
