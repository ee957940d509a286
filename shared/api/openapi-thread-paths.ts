import { BODY, id, json, jsonBody, problems, READ } from './openapi-parts.ts'
import { queryParameters } from './openapi-schemas.ts'
import { ThreadListQuery, TurnListQuery } from './threads.ts'

const tags = ['Threads']
const description = 'Threads belong to a person: 403 for a key or a token that names no user.'

/** Conversations, and what is kept of a person. A turn is appended by `POST /v1/answers` with a `thread_id`. */
export const THREAD_PATHS = {
  '/v1/threads': {
    post: {
      operationId: 'createThread',
      summary: 'Begin a conversation',
      description,
      tags,
      requestBody: jsonBody('ThreadRequest', { unnamed: {}, named: { title: 'Tides' } }),
      responses: { 201: json('Thread', 'The thread.'), ...problems(...BODY, ...READ, 503) },
    },
    get: {
      operationId: 'listThreads',
      summary: 'Your conversations',
      description,
      tags,
      parameters: queryParameters(ThreadListQuery),
      responses: { 200: json('ThreadList', 'One page of threads.'), ...problems(400, ...READ, 503) },
    },
  },
  '/v1/threads/{id}': {
    get: {
      operationId: 'getThread',
      summary: 'A conversation, without its turns',
      tags,
      parameters: id('thread'),
      responses: { 200: json('Thread', 'The thread.'), ...problems(...READ, 404, 503) },
    },
    patch: {
      operationId: 'renameThread',
      summary: 'Give a conversation another title',
      tags,
      parameters: id('thread'),
      requestBody: jsonBody('ThreadChange', { title: { title: 'Tides and the Moon' } }),
      responses: { 200: json('Thread', 'The thread.'), ...problems(...BODY, ...READ, 404, 503) },
    },
    delete: {
      operationId: 'removeThread',
      summary: 'Remove a conversation with all its turns',
      tags,
      parameters: id('thread'),
      responses: { 204: { description: 'It is gone.' }, ...problems(...READ, 404, 503) },
    },
  },
  '/v1/threads/{id}/turns': {
    get: {
      operationId: 'listTurns',
      summary: 'What was asked and answered in a conversation',
      tags,
      parameters: [...id('thread'), ...queryParameters(TurnListQuery)],
      responses: { 200: json('TurnList', 'One page of turns.'), ...problems(400, ...READ, 404, 503) },
    },
  },
  '/v1/me': {
    delete: {
      operationId: 'forgetMe',
      summary: 'Erase what is kept of the caller',
      description:
        "Threads, documents of one's own, feedback, usage up to yesterday, and the answers that were made for the caller alone. Repeat it after a failure: it goes on where it stopped.",
      tags: ['Server'],
      responses: { 200: json('Erased', 'What was erased.'), ...problems(...READ, 503) },
    },
  },
}
