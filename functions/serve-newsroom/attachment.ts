import type { HttpResponse } from '../../shared/lambda/http.ts';
import type { Original } from '../../shared/ports.ts';

/**
 * A file as it was uploaded, byte for byte, to be saved and never shown: an original may be HTML with a script in it, and
 * it comes from the address of the site. So it is an attachment (RFC 6266), its type is not guessed at, and should a
 * browser show it all the same, it is in a sandbox without scripts.
 */
export function attachment({ original, bytes }: { original: Original; bytes: Uint8Array }): HttpResponse {
  return {
    statusCode: 200,
    headers: {
      'content-type': mediaTypeOf(original),
      'content-disposition': disposition(original.key.split('/').at(-1) ?? ''),
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
    },
    body: Buffer.from(bytes).toString('base64'),
    isBase64Encoded: true,
  };
}

function mediaTypeOf({ mediaType }: Original): string {
  return /^[\w.+-]+\/[\w.+-]+(; ?charset=[\w-]+)?$/.test(mediaType) ? mediaType : 'application/octet-stream';
}

/** The name twice: in ASCII for the old, and whole in UTF-8 as RFC 8187 writes it. */
function disposition(name: string): string {
  const ascii = name.replace(/[^A-Za-z0-9._-]/g, '_');
  const whole = encodeURIComponent(name.toWellFormed()).replace(
    /['()*!~]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii || 'original'}"; filename*=UTF-8''${whole || 'original'}`;
}
