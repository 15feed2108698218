import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * One AWS service on this computer, behind the gateway's single port.
 *
 * The gateway has already told the service from the request's signature and judged the call by the caller's role.
 * It reads the body first where the judgement needs it (DynamoDB, SQS, SNS, S3's DeleteObjects) and then passes it as
 * `body`; otherwise `body` is undefined and the emulator reads the request's stream itself.
 * What an emulator does not know it answers with 501 and a message that names the operation, never with success.
 */
export interface Emulator {
  handle(request: IncomingMessage, response: ServerResponse, body?: Buffer): Promise<void> | void;
  close(): Promise<void>;
}

/** The account that everything local belongs to. */
export const LOCAL_ACCOUNT = '000000000000';
