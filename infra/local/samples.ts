import { readdirSync, readFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';

const samples = path.join(import.meta.dirname, '../../samples');

/**
 * Uploads the sample concepts and lexicons and then every sample article through the front door, as an editor would:
 * `samples/en/…` to `articles/en/…`. Answers the number of articles.
 */
export async function uploadSamples(awsEndpoint: string, bucket: string): Promise<number> {
  const files = readdirSync(samples, { recursive: true, encoding: 'utf8' }).toSorted();
  const registered = files.filter((file) => /^(concepts|lexicons)[\\/].+\.yaml$/.test(file));
  const articles = files.filter((file) => /^(en|es|ar)[\\/].+\.(md|json)$/.test(file));
  for (const file of [...registered, ...articles]) {
    const name = file.split(path.sep).join('/');
    const key = registered.includes(file) ? name : `articles/${name}`;
    await put(`${awsEndpoint}/${bucket}/${key}`, readFileSync(path.join(samples, file)));
  }
  return articles.length;
}

/** One PUT as an editor's client would send it; nothing here checks signatures, only who signs. */
async function put(url: string, body: Buffer): Promise<void> {
  const authorization =
    'AWS4-HMAC-SHA256 Credential=samples/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0';
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  http
    .request(url, { method: 'PUT', headers: { authorization, 'content-length': body.length } }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    })
    .on('error', reject)
    .end(body);
  const status = await promise;
  if (status !== 200) throw new Error(`The sample ${url} was answered with ${status}.`);
}
