import { Duration } from 'aws-cdk-lib'

/** Of the function and of API Gateway's integration: an answer must end sooner (`INGOT_ANSWER_TIMEOUT_S`). */
export const STREAM_TIMEOUT = Duration.minutes(5)
/** Routes that only read and write the store. API Gateway waits 29 s at most for a reply in one piece. */
export const API_TIMEOUT = Duration.seconds(15)
/** A fill that nobody waits for. */
export const FILL_TIMEOUT = Duration.minutes(5)
/** A file that is made a document; whoever is at it holds it for as long (`shared/ingest/uploads`). */
export const INGEST_TIMEOUT = Duration.minutes(2)
/** What is not done by then is done an hour later. */
export const OPS_TIMEOUT = Duration.minutes(5)
