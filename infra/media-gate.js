/*
 * Opens and closes what lies under /media/ by the clock. Runs at CloudFront's edge before its cache, for every request,
 * in the runtime cloudfront-js-2.0 (ECMAScript 5.1 and a little more). A path is
 *
 *   /media/<narrations or images>/<article>/<from>-<until>/<hash>.<ending>
 *
 * where from and until are milliseconds since 1970, until also "ever" (mediaWindow in shared/domain/media.ts).
 * Before from, from until on, and for any other path, the answer is 404: that something is to come is not told either.
 */
var shape = /^\/media\/(?:narrations|images)\/[a-z0-9-]+\/([0-9]{1,15})-([0-9]{1,15}|ever)\/[A-Za-z0-9_-]+\.[a-z0-9]+$/;

// biome-ignore lint/correctness/noUnusedVariables: CloudFront calls it.
function handler(event) {
  var request = event.request;
  var match = shape.exec(request.uri);
  // The time at which this run began; it stands still until the run is over.
  var now = Date.now();
  if (match && now >= Number(match[1]) && (match[2] === 'ever' || now < Number(match[2]))) return request;
  return {
    statusCode: 404,
    statusDescription: 'Not Found',
    headers: {
      'cache-control': { value: 'no-store' },
      'content-type': { value: 'application/problem+json; charset=utf-8' },
    },
    body: '{"type":"about:blank","title":"Not found","status":404,"detail":"There is no such file, or not now."}',
  };
}
