import { mkdtemp } from 'node:fs/promises'
import { writeFileSync } from 'node:fs'
import { startChild } from './support/child-process.ts'
import { startStoreProcess } from '../support/server-process.ts'
import { documentsAbout } from './support/fleet.ts'
import { load } from './support/load.ts'
const servers: Record<string, any> = {}
const BODY = JSON.stringify({ question: 'Who built the lighthouse, and what is it built on?', mode: 'fast', sources: ['documents'], max_sources: 6 })
const store = await startStoreProcess(await mkdtemp('/tmp/zz-'))
for (const script of ['functions/local/server.ts', 'functions/local/zz-server.mjs']) {
  const dir = await mkdtemp('/tmp/zz-')
  const s = await startChild(script, { told: /listens on (http:\S+)/, environment: { INGOT_STATE_DIR: dir, INGOT_PORT: '0', INGOT_WEB_SEARCH: '', INGOT_LOG_LEVEL: 'silent', INGOT_DYNAMODB_ENDPOINT: store.address, INGOT_OBJECTS_DIR: '/tmp/zz-objects' } })
  servers[script] = s
  if (script.endsWith('.ts')) for (const d of documentsAbout('lighthouse', 6)) await (await fetch(`${s.told}/v1/documents`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(d) })).text()
  await (await fetch(`${s.told}/v1/answers`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: BODY })).text()
}
await new Promise(r => setTimeout(r, 1500))
for (const c of [1, 16]) for (let r = 0; r < 4; r++) for (const [k, s] of Object.entries(servers)) { const b = s.cpuUs(); await load(s.told, { path: '/v1/answers', body: BODY, connections: c, requests: 3000 }); console.log(c, k, ((s.cpuUs() - b) / 3000).toFixed(0)) }
for (const s of Object.values(servers)) await s.kill()
await store.kill()
process.exit(0)
