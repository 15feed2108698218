import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { Telemetry } from './telemetry.ts';

export type HttpRequest = APIGatewayProxyEventV2;
export type HttpResponse = APIGatewayProxyStructuredResultV2;

/** An answer in JSON. `maxAge` is in seconds; 0 is not cached. */
export function json(
  statusCode: number,
  body: unknown,
  maxAge = 0,
  headers: Record<string, string> = {},
): HttpResponse {
  return {
    statusCode,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': maxAge === 0 ? 'no-store' : `public, max-age=${maxAge}`,
      ...headers,
    },
    body: JSON.stringify(body),
  };
}

/** An error as people and programs can read it (RFC 9457, application/problem+json). */
export function problem(status: number, title: string, detail: string, more: object = {}): HttpResponse {
  return json(status, { type: 'about:blank', title, status, detail, ...more }, 0, {
    'content-type': 'application/problem+json; charset=utf-8',
  });
}

/** A question with a parameter that is none, or does not fit. */
export function badQuery(parameter: string, detail: string): HttpResponse {
  return problem(400, 'Not a question that we can answer', detail, { parameter });
}

/**
 * The answer to a question that gives a parameter more than once: which one was meant? API Gateway joins them with commas,
 * and whoever reads the query takes the first or the last.
 */
export function repeatedParameter({ rawQueryString }: HttpRequest): HttpResponse | undefined {
  const names = [...new URLSearchParams(rawQueryString).keys()];
  const parameter = names.find((name, index) => names.indexOf(name) !== index);
  return parameter === undefined
    ? undefined
    : badQuery(parameter, `“${parameter}” is given more than once. Give it once.`);
}

/** The request's body as text, however it was carried. */
export function bodyOf({ body = '', isBase64Encoded }: HttpRequest): string {
  return isBase64Encoded ? Buffer.from(body, 'base64').toString() : body;
}

/** A handler for HTTP: what throws is logged and answered with 500, without its insides. */
export function answering(answer: (request: HttpRequest) => Promise<HttpResponse>, telemetry: Telemetry) {
  return async (request: HttpRequest, context: Context): Promise<HttpResponse> => {
    telemetry.log.addContext(context);
    try {
      return await answer(request);
    } catch (error) {
      telemetry.log.error('request failed', { error, route: request.routeKey, path: request.rawPath });
      telemetry.count('RequestFailed');
      return problem(500, 'Internal error', 'Something failed on our side. Try again in a moment.');
    } finally {
      telemetry.flush();
    }
  };
}
