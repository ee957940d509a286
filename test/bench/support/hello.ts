import { Hono } from 'hono'
import { handle } from 'hono/aws-lambda'

const app = new Hono().get('/', (c) => c.text('hello'))

/** The least that a function with the same framework can be. */
export const handler = handle(app)
