import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';

/** A failure of the gateway itself. `code` as AWS names it; each service spells it in its own way. */
export type Failure = { kind: 'denied' | 'unsigned' | 'unsupported' | 'malformed' | 'failed'; message: string };
type Asked = { service: string; method: string; headers: IncomingHttpHeaders };
type Spelling = { status: number; code: string };

const JSON_CODES: Record<Failure['kind'], Spelling> = {
  denied: { status: 403, code: 'AccessDeniedException' },
  unsigned: { status: 403, code: 'MissingAuthenticationTokenException' },
  unsupported: { status: 501, code: 'NotImplemented' },
  malformed: { status: 400, code: 'SerializationException' },
  failed: { status: 500, code: 'InternalFailure' },
};
const XML_CODES: Record<Failure['kind'], Spelling> = {
  ...JSON_CODES,
  denied: { status: 403, code: 'AccessDenied' },
  unsigned: { status: 403, code: 'MissingAuthenticationToken' },
  malformed: { status: 400, code: 'MalformedInput' },
};
const S3_CODES: Record<Failure['kind'], Spelling> = {
  ...XML_CODES,
  unsigned: { status: 403, code: 'AccessDenied' },
  malformed: { status: 400, code: 'MalformedXML' },
  failed: { status: 500, code: 'InternalError' },
};

/**
 * Answers with an error in the shape that the SDK of the service understands: JSON for DynamoDB, SQS and Polly, XML for
 * S3, SNS and whoever posts a form. DynamoDB refuses with 400, the others with 403.
 */
export function answerFailure(response: ServerResponse, asked: Asked, failure: Failure): void {
  const { status, type, body, headers } = spell(asked, failure);
  response.statusCode = status;
  response.setHeader('content-type', type);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.setHeader('content-length', Buffer.byteLength(body));
  response.end(asked.method === 'HEAD' ? undefined : body);
}

function spell({ service, headers }: Asked, { kind, message }: Failure) {
  const requestId = randomUUID();
  const id = { 'x-amzn-requestid': requestId };
  if (service === 's3') {
    const { status, code } = S3_CODES[kind];
    const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${escapeXml(message)}</Message><RequestId>${requestId}</RequestId></Error>`;
    return { status, type: 'application/xml', body, headers: { 'x-amz-request-id': requestId } };
  }
  const form = headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
  if (service === 'sns' || service === 'sts' || form) {
    const spelling = XML_CODES[kind];
    const code = service === 'sns' && kind === 'denied' ? 'AuthorizationError' : spelling.code;
    const type = spelling.status < 500 ? 'Sender' : 'Receiver';
    const body = `<ErrorResponse><Error><Type>${type}</Type><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
    return { status: spelling.status, type: 'text/xml', body, headers: id };
  }
  const { status, code } = JSON_CODES[kind];
  const body = JSON.stringify({ __type: `com.amazon.coral.service#${code}`, message, Message: message });
  return {
    status: service === 'dynamodb' && status === 403 ? 400 : status,
    type: service === 'polly' ? 'application/json' : 'application/x-amz-json-1.0',
    body,
    headers: { ...id, 'x-amzn-errortype': code },
  };
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
