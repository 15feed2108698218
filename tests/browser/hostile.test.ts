import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostile, renderings } from '../fixtures/hostile.ts';
import { hasBrowser, startBrowser } from '../harness/browser.ts';

/** What each page holds in its body, by its path. */
const bodies = new Map<string, string>();
const pageOf = (path: string) => {
  const body = bodies.get(path);
  return body === undefined
    ? undefined
    : `<!doctype html><html lang="en"><title>untouched</title><main>${body}</main></html>`;
};

let started: Awaited<ReturnType<typeof startBrowser>>;
let page: Page;
/** What happened in the browser that no text can do. */
let happened: string[] = [];

beforeAll(async () => {
  started = await startBrowser(pageOf);
  page = await started.browser.newPage();
  page.on('dialog', async (dialog) => {
    happened.push(`dialog ${dialog.message()}`);
    await dialog.dismiss();
  });
  page.on('popup', () => happened.push('popup'));
  page.on('download', () => happened.push('download'));
  page.on('framenavigated', (frame) => {
    if (!frame.url().startsWith(started.url)) happened.push(`navigated to ${frame.url()}`);
  });
});

afterAll(() => started?.stop());

/**
 * Pokes at all that can be poked at, then once more after the body was written anew as HTML and as XML, and tells what
 * changed. Text, for it runs in the browser: its types are none of ours.
 */
const look = `(async () => {
  const address = location.href;
  const main = document.querySelector('main');
  const poke = () => {
    for (const element of document.querySelectorAll('main *')) {
      for (const name of ['mouseover', 'focus', 'pointerenter', 'animationstart', 'error', 'load', 'toggle', 'submit']) {
        element.dispatchEvent(new Event(name, { cancelable: true }));
      }
      // Links lead away, as they may.
      if (!/^(https?:|mailto:|\\/)/.test(element.getAttribute('href') ?? '')) element.click?.();
    }
  };
  poke();
  const written = main.innerHTML;
  main.innerHTML = '';
  main.innerHTML = written;
  poke();
  main.insertAdjacentHTML('beforeend', new XMLSerializer().serializeToString(main));
  await new Promise((resolve) => requestAnimationFrame(resolve));
  return [
    ...('pwned' in window ? ['it ran'] : []),
    ...(document.title === 'untouched' ? [] : ['the title changed']),
    ...(location.href.split('#')[0] === address ? [] : ['it went to ' + location.href]),
    ...(window.length === 0 ? [] : ['a page within the page']),
    ...(document.forms.length === 0 ? [] : ['a form']),
  ];
})()`;

/** Opens a body as a page of its own, and tells what it did. */
async function whatHappensWith(body: string): Promise<string[]> {
  const path = `/${bodies.size}`;
  bodies.set(path, body);
  happened = [];
  await page.goto(`${started.url}${path}`, { waitUntil: 'load' });
  const seen = await page.evaluate<string[]>(look);
  return [...happened, ...seen];
}

describe.runIf(hasBrowser)('in a browser, the watch', () => {
  it.each([
    ['a script', '<script>window.pwned=1</script>'],
    ['an event handler', '<img src=x onerror="window.pwned=1">'],
    ['a handler that waits for a click', '<p onclick="window.pwned=1">x</p>'],
    ['an address that runs', '<a href="javascript:window.pwned=1">x</a>'],
    ['a dialog', '<script>alert(1)</script>'],
    ['a page within the page', '<iframe srcdoc="x"></iframe>'],
    ['a form', '<form></form>'],
  ])('sees %s', async (_, body) => {
    expect(await whatHappensWith(body)).not.toEqual([]);
  });
});

/** Which snippets do something: looked for in all of them together, and by halves only if something happened. */
async function culpritsAmong(list: readonly string[]): Promise<string[]> {
  const seen = await whatHappensWith(list.flatMap((snippet) => [...new Set(renderings(snippet))]).join('\n'));
  if (seen.length === 0) return [];
  if (list.length === 1) return [`${list[0]}: ${seen.join(', ')}`];
  const half = list.length >> 1;
  return [...(await culpritsAmong(list.slice(0, half))), ...(await culpritsAmong(list.slice(half)))];
}

describe.runIf(hasBrowser)('in a browser, what readers get of hostile markup', () => {
  it.each(Object.entries(hostile))('with %s does nothing', async (_, list) => {
    for (let from = 0; from < list.length; from += 8)
      expect(await culpritsAmong(list.slice(from, from + 8))).toEqual([]);
  });
});
