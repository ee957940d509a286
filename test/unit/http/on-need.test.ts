import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import type { AppEnv } from '../../../functions/http/app-deps.ts'
import { routesOnNeed } from '../../../functions/http/on-need.ts'

const shelf = () =>
  new Hono<AppEnv>().get('/', (c) => c.text('all')).get('/:id', (c) => c.text(`one ${c.req.param('id')}`))

describe('routes that are loaded when they are needed', () => {
  it('are loaded once, by the first request to one of them', async () => {
    let loads = 0
    const load = async () => {
      loads += 1
      return shelf()
    }
    const app = new Hono<AppEnv>().route('/shelf', routesOnNeed(['GET /', 'GET /:id'], load))
    expect((await app.request('/other')).status).toBe(404)
    expect(loads).toBe(0)
    const [all, one] = await Promise.all([app.request('/shelf'), app.request('/shelf/7')])
    expect([await all.text(), await one.text(), loads]).toEqual(['all', 'one 7', 1])
  })

  it('are tried again after they could not be loaded', async () => {
    let loads = 0
    const load = async () => {
      loads += 1
      if (loads === 1) throw new Error('the disk is away')
      return shelf()
    }
    const app = new Hono<AppEnv>().route('/shelf', routesOnNeed(['GET /:id'], load))
    app.onError((_, c) => c.text('failed', 500))
    expect((await app.request('/shelf/7')).status).toBe(500)
    expect(await (await app.request('/shelf/7')).text()).toBe('one 7')
  })

  it('fail when they are named and not there', async () => {
    const app = new Hono<AppEnv>().route(
      '/shelf',
      routesOnNeed(['DELETE /:id'], async () => shelf()),
    )
    const told: string[] = []
    app.onError(({ message }, c) => {
      told.push(message)
      return c.text('failed', 500)
    })
    expect((await app.request('/shelf/7', { method: 'DELETE' })).status).toBe(500)
    expect(told).toEqual(['DELETE /:id: not a route of this module'])
  })
})
