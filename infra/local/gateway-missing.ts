import type { IncomingHttpHeaders, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { answerFailure } from './gateway-answer.ts';

/**
 * Turns the "not found" that an emulator is about to send into a refusal: to one who may not list a bucket, S3 says 403
 * for an object that is not there. (S3 API reference, GetObject, permissions.)
 */
export function answerInsteadOfMissing(
  response: ServerResponse,
  asked: { service: string; method: string; headers: IncomingHttpHeaders },
  message: string,
): void {
  const { writeHead, write, end } = response;
  const restore = () => Object.assign(response, { writeHead, write, end });
  const refuse = () => {
    restore();
    answerFailure(response, asked, { kind: 'denied', message });
    // What the emulator writes of its own answer goes nowhere.
    Object.assign(response, { write: () => true, end: () => response });
  };
  Object.assign(response, {
    writeHead(status: number, ...rest: [string, OutgoingHttpHeaders?] | [OutgoingHttpHeaders?]) {
      restore();
      if (status === 404) refuse();
      else Reflect.apply(writeHead, response, [status, ...rest]);
      return response;
    },
    write(...args: Parameters<typeof write>) {
      restore();
      if (response.statusCode === 404) refuse();
      return response.write(...args);
    },
    end(...args: Parameters<typeof end>) {
      restore();
      if (response.statusCode === 404) refuse();
      return response.end(...args);
    },
  });
}
