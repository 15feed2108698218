import type { ServerResponse } from 'node:http';

/** A call that is answered with an error here, before fauxqs sees it. */
export class Refusal extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** For what AWS does and this computer does not: never success, and never an error that AWS might give. */
export function notEmulated(what: string): Refusal {
  return new Refusal('NotImplemented', `${what} is not emulated on this computer.`, 501);
}

/** Where SQS has another name for an error in the protocol before the present one, SDKs go by that. */
const queryCodes = new Map([
  ['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue'],
  ['QueueNameExists', 'QueueAlreadyExists'],
]);

/** The error as clients of the JSON protocol (SQS) and of the query protocol (SNS, STS) read it. */
export function answerRefusal(response: ServerResponse, protocol: 'json' | 'query', refusal: Refusal): void {
  const { code, message, status } = refusal;
  const fault = status < 500 ? 'Sender' : 'Receiver';
  if (protocol === 'json') {
    response.writeHead(status, {
      'content-type': 'application/x-amz-json-1.0',
      'x-amzn-query-error': `${queryCodes.get(code) ?? code};${fault}`,
    });
    response.end(JSON.stringify({ __type: `com.amazonaws.sqs#${code}`, message }));
    return;
  }
  response.writeHead(status, { 'content-type': 'text/xml' });
  response.end(
    `<ErrorResponse><Error><Type>${fault}</Type><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error></ErrorResponse>`,
  );
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
