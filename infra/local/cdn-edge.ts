import type { IncomingMessage } from 'node:http';
import { edgeEvent, takeResult } from './cdn-function-event.ts';
import type { ViewerResponse } from './cdn-response.ts';
import type { CdnBehaviour } from './cdn-settings.ts';

/**
 * Runs the function of a behaviour, if it has one: true when it has answered; else the request is as the function left it.
 * A changed path chooses no other behaviour. An answer gets the behaviour's response headers, and no error page takes its
 * place.
 */
export function answerAtEdge(
  request: IncomingMessage,
  response: ViewerResponse,
  behaviour: CdnBehaviour,
  requestId: string,
): boolean {
  const run = behaviour.viewerRequest;
  if (run === undefined) return false;
  const event = edgeEvent(request, requestId);
  const answer = takeResult(run(event), event, request);
  if (answer === undefined) return false;
  const cache = 'FunctionGeneratedResponse from cloudfront';
  response.follow({ behaviour, encodings: [], requestId, cache });
  for (const [name, value] of answer.headers) response.appendHeader(name, value);
  response.writeHead(answer.status, answer.reason, { 'content-length': answer.body.length });
  response.end(request.method === 'HEAD' ? undefined : answer.body);
  return true;
}
