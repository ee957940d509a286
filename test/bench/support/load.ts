import { connect, type Socket } from 'node:net'

/**
 * Sends the same request again and again over kept connections, one at a time on each. It looks at a reply's
 * status and length only, so that it costs less than the server that it loads. Throws unless all are 200.
 */
export async function load(
  address: string,
  options: { path: string; body: string; connections: number; requests: number },
): Promise<void> {
  const { hostname, port, host } = new URL(address)
  const head = [
    `POST ${options.path} HTTP/1.1`,
    `host: ${host}`,
    'content-type: application/json',
    'accept: application/json',
    `content-length: ${Buffer.byteLength(options.body)}`,
  ]
  const request = Buffer.from(`${head.join('\r\n')}\r\n\r\n${options.body}`)
  let left = options.requests
  const drive = async () => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true })
    try {
      while (left > 0) {
        left -= 1
        await exchange(socket, request)
      }
    } finally {
      socket.destroy()
    }
  }
  const stop = spin()
  try {
    await Promise.all(Array.from({ length: options.connections }, drive))
  } finally {
    stop()
  }
}

/**
 * Keeps this process from sleeping: to wake it costs whoever writes to it more than many a reply, and only a server
 * that is slower than this client would have to.
 */
function spin(): () => void {
  let isSpinning = true
  const turn = () => {
    if (isSpinning) setImmediate(turn)
  }
  turn()
  return () => {
    isSpinning = false
  }
}

function exchange(socket: Socket, request: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    let missing = Number.NaN
    const take = (bytes: Buffer) => {
      missing = Number.isNaN(missing) ? missingAfterHead(bytes) : missing - bytes.length
      if (missing > 0) return
      socket.off('data', take).off('close', refuse)
      if (missing < 0) refuse()
      else resolve()
    }
    const refuse = () => reject(new Error('the connection broke, or the reply was not understood'))
    // Without a listener of 'error' the process would end; 'close' follows it.
    if (socket.listenerCount('error') === 0) socket.on('error', () => undefined)
    socket.on('data', take).once('close', refuse)
    socket.write(request)
  })
}

/** Of a reply's first part, which holds its head: how much of the body is still to come; -1 for no good reply. */
function missingAfterHead(bytes: Buffer): number {
  const end = bytes.indexOf('\r\n\r\n')
  const head = bytes.toString('latin1', 0, end)
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1]
  if (!head.startsWith('HTTP/1.1 200') || length === undefined) return -1
  return Number(length) - (bytes.length - end - 4)
}
