import { type OutgoingHttpHeader, type OutgoingHttpHeaders, ServerResponse, STATUS_CODES } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { CdnBehaviour, Encoding } from './cdn-settings.ts';

type Headers = Map<string, OutgoingHttpHeader>;
type Callback = (error?: Error | null) => void;

/** What the CDN does with an origin's answer on its way to the viewer. */
export type ResponsePlan = {
  readonly behaviour: CdnBehaviour;
  /** The encodings that both the viewer and the behaviour take, the best first. */
  readonly encodings: readonly Encoding[];
  readonly requestId: string;
  /** Asked once with the origin's status: what to do in place of its answer, or undefined. */
  readonly replace?: (status: number) => (() => void) | undefined;
  /** The status in place of a 200: an error page keeps the error's. */
  readonly statusOfSuccess?: number;
  /** What `x-cache` says where neither an origin answers nor an error. */
  readonly cache?: string;
};

const VIA = '1.1 broadsheet-local.cloudfront.net (CloudFront)';
/** From the list in the CloudFront developer guide, "Serve compressed files"; `text/*` beyond that list is our simplification. */
const COMPRESSIBLE =
  /^(?:text\/|application\/(?:(?:rss|atom|xhtml|ld|manifest|vnd\.api)\+?(?:xml|json)|json|xml|javascript|x-javascript)|image\/svg\+xml)/i;
const MIN_COMPRESSED_BYTES = 1_000;
const MAX_COMPRESSED_BYTES = 10_000_000;
const compressors = {
  br: (body: Buffer) => promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (body: Buffer) => promisify(gzip)(body),
} satisfies Record<Encoding, (body: Buffer) => Promise<Buffer>>;

/**
 * The response to a viewer, which an origin writes to as to any other: the head is completed as CloudFront completes it,
 * text is compressed, and an error is replaced by its page. Without a plan it is a plain response.
 */
export class ViewerResponse extends ServerResponse {
  #plan: ResponsePlan | undefined;
  #held: { readonly encoding: Encoding; readonly chunks: Buffer[] } | undefined;
  #replacement: (() => void) | undefined;

  follow(plan: ResponsePlan): void {
    this.#plan = plan;
  }

  /** Drops what the origin has prepared, so that the CDN can answer itself. Only before the head has gone. */
  takeBack(): void {
    this.#plan = undefined;
    this.#held = undefined;
    this.#replacement = undefined;
    for (const name of this.getHeaderNames()) this.removeHeader(name);
  }

  override writeHead(
    status: number,
    first?: string | OutgoingHttpHeaders | OutgoingHttpHeader[],
    second?: OutgoingHttpHeaders | OutgoingHttpHeader[],
  ): this {
    const given = typeof first === 'string' ? second : first;
    const plan = this.#plan;
    if (!plan) return super.writeHead(status, given);
    if (this.#replacement) return this;
    this.#replacement = plan.replace?.(status);
    if (this.#replacement) return this;
    this.#plan = undefined;
    const headers: Headers = new Map();
    for (const [name, value] of [...Object.entries(this.getHeaders()), ...pairs(given)]) {
      if (value !== undefined) headers.set(name.toLowerCase(), value);
    }
    for (const name of this.getHeaderNames()) this.removeHeader(name);
    const encoding = this.req.method === 'HEAD' ? undefined : chooseEncoding(plan, status, headers);
    if (encoding) {
      this.#held = { encoding, chunks: [] };
      markCompressed(headers, encoding);
    }
    complete(headers, status, plan);
    const sent = status === 200 && plan.statusOfSuccess !== undefined ? plan.statusOfSuccess : status;
    const reason = typeof first === 'string' && first !== '' ? first : (STATUS_CODES[sent] ?? '');
    return super.writeHead(sent, reason, Object.fromEntries(headers));
  }

  override write(chunk: unknown, encoding?: BufferEncoding | Callback, callback?: Callback): boolean {
    const done = typeof encoding === 'function' ? encoding : callback;
    if (!this.headersSent && !this.#replacement) this.writeHead(this.statusCode);
    if (!this.#replacement && !this.#held)
      return super.write(chunk, typeof encoding === 'string' ? encoding : 'utf8', done);
    this.#held?.chunks.push(bytes(chunk, encoding));
    if (done) process.nextTick(done);
    return true;
  }

  override end(chunk?: unknown, encoding?: BufferEncoding | Callback, callback?: Callback): this {
    const done = [chunk, encoding, callback].find((value) => typeof value === 'function') as (() => void) | undefined;
    const last =
      typeof chunk === 'function' || chunk === undefined || chunk === null ? undefined : bytes(chunk, encoding);
    if (!this.headersSent && !this.#replacement && this.#plan) {
      if (last && !this.hasHeader('content-length')) this.setHeader('content-length', last.length);
      this.writeHead(this.statusCode);
    }
    const replacement = this.#replacement;
    if (replacement) {
      if (done) this.once('finish', done);
      this.takeBack();
      replacement();
      return this;
    }
    const held = this.#held;
    if (!held) return last === undefined ? super.end(done) : super.end(last, done);
    this.#held = undefined;
    if (last) held.chunks.push(last);
    compressors[held.encoding](Buffer.concat(held.chunks)).then(
      (body) => super.end(body, done),
      (error: Error) => this.destroy(error),
    );
    return this;
  }
}

function bytes(chunk: unknown, encoding: BufferEncoding | Callback | undefined): Buffer {
  if (chunk instanceof Uint8Array) return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  return Buffer.from(String(chunk), typeof encoding === 'string' ? encoding : 'utf8');
}

function pairs(
  headers: OutgoingHttpHeaders | OutgoingHttpHeader[] | undefined,
): [string, OutgoingHttpHeader | undefined][] {
  if (!Array.isArray(headers)) return Object.entries(headers ?? {});
  return Array.from({ length: Math.floor(headers.length / 2) }, (_, index) => [
    String(headers[index * 2]),
    headers[index * 2 + 1],
  ]);
}

function chooseEncoding(
  { behaviour, encodings }: ResponsePlan,
  status: number,
  headers: Headers,
): Encoding | undefined {
  const length = Number(headers.get('content-length') ?? Number.NaN);
  const fits = length >= MIN_COMPRESSED_BYTES && length <= MAX_COMPRESSED_BYTES;
  const isPlain = !headers.has('content-encoding') && [200, 403, 404].includes(status);
  const isText = COMPRESSIBLE.test(String(headers.get('content-type') ?? ''));
  return behaviour.compress && fits && isPlain && isText ? encodings[0] : undefined;
}

function markCompressed(headers: Headers, encoding: Encoding): void {
  headers.delete('content-length');
  headers.set('content-encoding', encoding);
  const vary = headers.get('vary');
  if (!/accept-encoding|\*/i.test(String(vary ?? '')))
    headers.set('vary', vary === undefined ? 'Accept-Encoding' : `${String(vary)}, Accept-Encoding`);
  const tag = headers.get('etag');
  // The bytes are no longer those that the origin vouched for: only a weak tag is true.
  if (typeof tag === 'string' && tag.startsWith('"')) headers.set('etag', `W/${tag}`);
}

function complete(headers: Headers, status: number, { behaviour, requestId, cache }: ResponsePlan): void {
  for (const name of behaviour.removedResponseHeaders ?? []) headers.delete(name);
  for (const [name, value] of Object.entries(behaviour.defaultResponseHeaders ?? {})) {
    if (!headers.has(name.toLowerCase())) headers.set(name.toLowerCase(), value);
  }
  for (const [name, value] of Object.entries(behaviour.responseHeaders ?? {})) headers.set(name.toLowerCase(), value);
  for (const [name, value] of Object.entries(ownHeaders(status, requestId, cache))) headers.set(name, value);
}

function ownHeaders(
  status: number,
  requestId: string,
  cache = status >= 400 ? 'Error from cloudfront' : 'Miss from cloudfront',
): Record<string, string> {
  return { 'x-cache': cache, via: VIA, 'x-amz-cf-pop': 'LOCAL', 'x-amz-cf-id': requestId };
}

/** CloudFront's own refusal: a page that says what was wrong with the request. */
export function errorPage(
  status: number,
  title: string,
  reason: string,
  requestId: string,
): { headers: Record<string, string>; body: string } {
  const body = `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN" "http://www.w3.org/TR/html4/loose.dtd">
<HTML><HEAD><META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=iso-8859-1">
<TITLE>ERROR: ${title}</TITLE>
</HEAD><BODY>
<H1>${status} ERROR</H1>
<H2>${title}</H2>
<P>${reason}</P>
<PRE>
Generated by cloudfront (CloudFront)
Request ID: ${requestId}
</PRE>
</BODY></HTML>
`;
  const length = String(Buffer.byteLength(body));
  return {
    headers: {
      ...ownHeaders(status, requestId),
      'content-type': 'text/html',
      'content-length': length,
      'x-cache': 'Error from cloudfront',
    },
    body,
  };
}
