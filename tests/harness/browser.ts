import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

/** Answers a path with a page, or with undefined where there is none. */
export type Pages = (path: string) => string | undefined;

/** The package holds a browser for Linux on Intel's processors, and no other. */
export const hasBrowser = process.platform === 'linux' && process.arch === 'x64';

/**
 * A headless Chromium, the one of `@sparticuz/chromium`, and a server for its pages on a free port of this computer. The
 * browser finds no other host: names lead nowhere.
 */
export async function startBrowser(
  pages: Pages,
): Promise<{ browser: Browser; url: string; stop: () => Promise<void> }> {
  const server = createServer((request, response) => {
    const html = pages(new URL(request.url ?? '/', 'http://pages').pathname);
    response.writeHead(html === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(html ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const browser = await playwright.launch({
    executablePath: await chromium.executablePath(),
    // Chromium's own sandbox does not start as root, as in most containers.
    args: [...chromium.args, '--no-sandbox', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
  });
  const stop = async () => {
    await browser.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { browser, url: `http://127.0.0.1:${port}`, stop };
}
