import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

it("installs Lambda's runtime client under each Node that the project runs on", async () => {
  // It asks for Node 22, which runs the tests beside it: nothing here imports it.
  const words = ['run', 'lambda-runtime', '--', '--dry-run', '--offline']
  const { stderr } = await promisify(execFile)('npm', words)
  expect(stderr).not.toContain('npm error')
})
